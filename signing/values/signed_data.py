"""A CMS SignedData (RFC 5652) with one signer: read strictly, checked as it was sent.

PAdES (EN 319 142-1 clause 4.1) allows one SignerInfo; signed attributes are verified as their
bytes stand, not re-sorted, and refused where their order is not DER's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from asn1crypto import cms, core, parser, pdf, tsp, x509

from signing.faults import FaultError
from signing.unreadable import PARSER_FAILURES
from signing.values.signature_maths import check, key_info
from signing.values.signed_attributes import (
    SIGNING_TIME,
    attribute,
    check_attributes,
    names_certificate,
)
from signing.verdict import Indication

DigestOf = Callable[[str], bytes]

SIGNATURE_TIMESTAMP: Final = "1.2.840.113549.1.9.16.2.14"
_ADOBE_REVOCATION: Final = "1.2.840.113583.1.1.8"  # ISO 32000-1 12.8.3.3.2
_MOST_CANDIDATES: Final = 8
_OCSP_IN_CMS: Final = "1.3.6.1.5.5.7.16.2"  # RFC 5940
# Importing these modules teaches asn1crypto the types of RFC 3161 and of Adobe's attribute.
_REGISTERED: Final = (tsp.TSTInfo, pdf.RevocationInfoArchival)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerProof:
    """A signer's mathematics held: who it was, and what else the signer stated."""

    certificate: Any  # asn1crypto.x509.Certificate
    signature: bytes
    digest_algorithm: str
    names_certificate: bool  # a signing-certificate attribute was there and fitted
    signing_time: Any  # aware datetime, or None
    unsigned_attributes: Any
    crls: tuple[bytes, ...] = ()  # DER, as they came with the signature
    ocsps: tuple[bytes, ...] = ()


def load(data: bytes) -> Any:  # noqa: ANN401 - asn1crypto is untyped
    """Return the SignedData of a DER or BER value followed by nothing but zero padding."""
    try:
        info = cms.ContentInfo.load(data)
        if data[parser.peek(data) :].strip(b"\0"):
            raise FaultError("cms_trailing")
        if info["content_type"].native != "signed_data":
            raise FaultError("cms_unreadable", "not SignedData")
        return info["content"]
    except PARSER_FAILURES as error:
        raise FaultError("cms_unreadable", type(error).__name__) from error


def certificates(signed_data: Any) -> list[Any]:  # noqa: ANN401 - asn1crypto is untyped
    """Return the X.509 certificates in the SignedData."""
    try:
        choices = signed_data["certificates"]
        return [choice.chosen for choice in choices if choice.name == "certificate"]
    except PARSER_FAILURES as error:
        raise FaultError("cms_unreadable", "certificates") from error


def check_signer(
    signed_data: Any,  # noqa: ANN401 - asn1crypto is untyped
    content_digest: DigestOf,
    spares: Sequence[bytes] = (),
) -> SignerProof:
    """Return the one signer's proof over the content, or raise `FaultError`.

    `content_digest` gives the digest of the content by algorithm name; `spares` are DER
    certificates from elsewhere in the file, for signatures that carry none.
    """
    try:
        if len(signed_data["signer_infos"]) != 1:
            raise FaultError("signer_infos", str(len(signed_data["signer_infos"])))
        info = signed_data["signer_infos"][0]
        algorithm = str(info["digest_algorithm"]["algorithm"].native)
        attributes = info["signed_attrs"]
        bare = isinstance(attributes, core.Void) or not len(attributes)
        if bare and signed_data["encap_content_info"]["content_type"].native != "data":
            raise FaultError("attributes_missing")  # RFC 5652 clause 5.3
        candidates = _signers(info, certificates(signed_data) + _parsed(spares))
        expected = content_digest(algorithm)
        if not bare:
            check_attributes(attributes, signed_data, info, expected)
        # RFC 5652 5.4: the attributes are signed as a SET OF, not as [0] IMPLICIT
        message = expected if bare else b"\x31" + attributes.dump()[1:]
        certificate, named = _fitting(candidates, info, algorithm, message, bare=bare)
        stated = None if bare else attribute(attributes, SIGNING_TIME)
        crls, ocsps = _revocation_values(signed_data, None if bare else attributes)
        return SignerProof(
            certificate=certificate,
            signature=info["signature"].native,
            digest_algorithm=algorithm,
            names_certificate=named,
            signing_time=stated.native if stated is not None else None,
            unsigned_attributes=info["unsigned_attrs"],
            crls=crls,
            ocsps=ocsps,
        )
    except PARSER_FAILURES as error:
        raise FaultError("cms_unreadable", type(error).__name__) from error


def _fitting(
    candidates: Sequence[Any],
    info: Any,  # noqa: ANN401 - asn1crypto is untyped
    algorithm: str,
    message: bytes,
    *,
    bare: bool,
) -> tuple[Any, bool]:
    """Return the certificate whose key signed, and whether the signer named it.

    Several may carry the issuer and serial number that the signer gives; the signing-certificate
    attribute and the key tell which one it is. The fault of the first is told where none fits.
    """
    fault: FaultError | None = None
    for certificate in candidates[:_MOST_CANDIDATES]:
        try:
            named = not bare and names_certificate(info["signed_attrs"], certificate)
            check(
                key_info(certificate),
                algorithm=info["signature_algorithm"],
                digest_algorithm=algorithm,
                signature=info["signature"].native,
                message=message,
                prehashed=bare,
            )
        except FaultError as found:
            fault = fault or found
        else:
            return certificate, named
    raise fault or FaultError(
        "no_signer_certificate",
        subindication="NO_SIGNING_CERTIFICATE_FOUND",
        indication=Indication.INDETERMINATE,
    )


def unsigned_values(attributes: Any, oid: str) -> list[Any]:  # noqa: ANN401 - untyped
    """Return all values of one unsigned attribute."""
    if isinstance(attributes, core.Void):
        return []
    return [value for a in attributes if a["type"].dotted == oid for value in a["values"]]


def _revocation_values(
    signed_data: Any,  # noqa: ANN401 - asn1crypto is untyped
    attributes: Any,  # noqa: ANN401 - asn1crypto is untyped
) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Return the CRLs and OCSP responses inside a CMS; unreadable ones are nobody's answer."""
    crls: list[bytes] = []
    ocsps: list[bytes] = []
    try:
        for choice in signed_data["crls"] if signed_data["crls"].native else ():
            if choice.name != "other":
                crls.append(choice.chosen.dump())
            elif choice.chosen["other_rev_info_format"].dotted == _OCSP_IN_CMS:
                ocsps.append(choice.chosen["other_rev_info"].dump())
        adobe = attribute(attributes, _ADOBE_REVOCATION) if attributes is not None else None
        if adobe is not None:
            crls += [crl.dump() for crl in adobe["crl"] or ()]
            ocsps += [response.dump() for response in adobe["ocsp"] or ()]
    except (*PARSER_FAILURES, FaultError):
        return (), ()
    return tuple(crls), tuple(ocsps)


def _signers(info: Any, known: list[Any]) -> list[Any]:  # noqa: ANN401 - asn1crypto is untyped
    """Return the different certificates that the signer identifier fits."""
    found: dict[bytes, Any] = {}
    for candidate in known:
        try:
            if _is_named_by(info["sid"], candidate):
                found.setdefault(candidate.dump(), candidate)
        except PARSER_FAILURES:
            continue
    return list(found.values())


def _is_named_by(sid: Any, certificate: Any) -> bool:  # noqa: ANN401 - asn1crypto is untyped
    if sid.name != "issuer_and_serial_number":
        return bool(certificate.key_identifier == sid.chosen.native)
    wanted = sid.chosen
    serial = certificate["tbs_certificate"]["serial_number"].native
    return bool(
        serial == wanted["serial_number"].native
        # Some signers name the issuer with other string types than the certificate does.
        and (
            certificate.issuer.dump() == wanted["issuer"].dump()
            or certificate.issuer == wanted["issuer"]
            or certificate.issuer.native == wanted["issuer"].native
        )
    )


def _parsed(spares: Sequence[bytes]) -> list[Any]:
    found = []
    for der in spares:
        try:
            found.append(x509.Certificate.load(der))
        except PARSER_FAILURES:
            continue
    return found
