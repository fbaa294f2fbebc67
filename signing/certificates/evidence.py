"""Certificates and revocation answers that a signed PDF carries: DSS and the signature itself.

They help to build a path and to know of a revocation; they never make anybody trusted. What
cannot be parsed is left out: it proves nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import ocsp
from pikepdf import Stream

from signing.certificates.fetched import Fetched
from signing.certificates.genuine import is_readable
from signing.certificates.revocation import Answers
from signing.revisions.pdf_objects import UNREADABLE, elements, entry
from signing.revisions.revision import Revision
from signing.values.integrity import SoundSignature

_MOST_ITEMS: Final = 200

Parsed = TypeVar("Parsed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one file brings along."""

    certificates: tuple[x509.Certificate, ...]
    ders: tuple[bytes, ...]  # the same certificates' bytes, and those that only asn1crypto reads
    answers: Answers
    answer_ders: tuple[bytes, ...] = ()  # the bytes of the store's answers


def of_revision(revision: Revision) -> Evidence:
    """Return the contents of the revision's document security store (EN 319 142-1 clause 5.4)."""
    store = entry(revision.root, "/DSS")
    ders = _streams(entry(store, "/Certs"))
    crls, ocsps = _streams(entry(store, "/CRLs")), _streams(entry(store, "/OCSPs"))
    return Evidence(
        certificates=_parsed(x509.load_der_x509_certificate, ders),
        ders=ders,
        answers=Answers(
            crls=_parsed(x509.load_der_x509_crl, crls),
            ocsps=_parsed(ocsp.load_der_ocsp_response, ocsps),
        ),
        answer_ders=(*crls, *ocsps),
    )


def of_signatures(signatures: Iterable[SoundSignature], store: Evidence) -> Evidence:
    """Return the store's contents together with what the sound signatures carry."""
    listed = tuple(signatures)
    certificates = (c for s in listed for c in as_certificates(s.certificates))
    return Evidence(
        certificates=tuple(dict.fromkeys((*store.certificates, *certificates))),
        ders=store.ders,
        answers=store.answers.joined(
            Answers(
                crls=_parsed(x509.load_der_x509_crl, (c for s in listed for c in s.crls)),
                ocsps=_parsed(ocsp.load_der_ocsp_response, (o for s in listed for o in s.ocsps)),
            )
        ),
    )


def with_fetched(evidence: Evidence, fetched: Fetched) -> Evidence:
    """Return the evidence together with what was fetched: helpers and answers, never anchors."""
    return replace(
        evidence,
        certificates=tuple(dict.fromkeys((*evidence.certificates, *fetched.helpers()))),
        answers=evidence.answers.joined(fetched.answers()),
    )


def as_certificate(certificate: Any) -> x509.Certificate | None:  # noqa: ANN401 - asn1crypto
    """Return an asn1crypto certificate as `cryptography` reads it; None where it does not."""
    found = _parsed(x509.load_der_x509_certificate, (certificate.dump(),))
    return found[0] if found and is_readable(found[0]) else None


def as_certificates(certificates: Iterable[Any]) -> tuple[x509.Certificate, ...]:
    """Return those that `cryptography` reads."""
    found = (as_certificate(certificate) for certificate in certificates)
    return tuple(certificate for certificate in found if certificate is not None)


def _streams(array: object) -> tuple[bytes, ...]:
    found = []
    for item in elements(array)[:_MOST_ITEMS]:
        try:
            if isinstance(item, Stream):
                found.append(item.read_bytes())
        except UNREADABLE:
            continue
    return tuple(found)


def _parsed(parse: Callable[[bytes], Parsed], ders: Iterable[bytes]) -> tuple[Parsed, ...]:
    found = []
    for der in ders:
        try:
            found.append(parse(der))
        except (*UNREADABLE, UnsupportedAlgorithm):
            continue
    return tuple(found)
