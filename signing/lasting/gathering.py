"""Gathers what proves a file's signatures later: certificates and revocation answers.

For each signer, each timestamping authority and each OCSP responder: the path to a root that the
office trusts, and for each certificate below it an answer that says "good" for the time that
counts. What lies at hand (the office's trust folder, the file itself) is used first; only then is
anybody asked. An answer that is missing is an error, never a gap: EN 319 142-1 clause 6.3 wants
the full set.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from signing.certificates import path, revocation
from signing.certificates.fetched import parsed
from signing.certificates.revocation import Answers
from signing.certificates.trust import TrustStore
from signing.errors import CertificateRefusedError, LevelUnreachableError, SigningError
from signing.fetching.revocation_source import RevocationSource
from signing.lasting.holdings import Holding, Holdings
from signing.lasting.responders import needs_no_check, responder_of, without_signer_of
from signing.names import common_name
from signing.policy import Policy
from signing.verdict import Revocation

_DEEPEST: Final = 3  # responders that vouch for responders


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Validation data as it goes into a file; DER throughout."""

    certificates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gatherer:
    """See the module. `source` None: nobody is asked, what lies at hand has to do."""

    trust: TrustStore
    policy: Policy
    clock: Callable[[], datetime]
    source: RevocationSource | None = None

    def of_file(self, held: Holdings, *, fields: Collection[str] | None = None) -> Material:
        """Return what proves the signatures in these fields, and all timestamps of the file.

        `fields` None: all signatures. What others lack does not stop these: as much as there is
        of theirs is gathered, too. Raises `LevelUnreachableError`, which names the certificate
        that nothing is known of (`crl_too_long`: nothing that a file can hold), or
        `CertificateRefusedError` when one was revoked.
        """
        work = _Work(self, self.clock(), _known(self.trust, held), _certificates(held.certificates))
        for item in held.items:
            needed = fields is None or item.is_timestamp or item.field in fields
            for leaf, at in _subjects(item, held, work.now):
                try:
                    work.prove(leaf, at)
                except SigningError:
                    if needed:
                        raise
        return work.material()

    def of_signer(
        self, certificate: x509.Certificate, chain: Sequence[x509.Certificate] = ()
    ) -> Material:
        """Return what proves a signer now, before the key is used. Raises as `of_file`."""
        empty = Holdings(items=(), certificates=(), crls=(), ocsps=())
        work = _Work(self, self.clock(), _known(self.trust, empty), tuple(chain))
        work.prove(certificate, work.now)
        return work.material()


@dataclass(slots=True)
class _Work:
    """What has been gathered so far for one file."""

    by: Gatherer
    now: datetime
    known: Answers
    helpers: tuple[x509.Certificate, ...]
    certificates: dict[x509.Certificate, None] = field(default_factory=dict)
    crls: dict[bytes, None] = field(default_factory=dict)
    ocsps: dict[bytes, None] = field(default_factory=dict)

    def prove(self, leaf: x509.Certificate, at: datetime) -> None:
        """Gather what proves one certificate at a time."""
        found = path.build(
            leaf,
            anchors=self.by.trust.anchors,
            helpers=(*self.by.trust.intermediates, *self.helpers),
            at=at,
            longest=self.by.policy.longest_path,
        )
        if found.objection is not None:
            raise LevelUnreachableError(
                f"no path from {common_name(leaf)} to a trusted root: "
                f"{found.objection.reason.message}"
            )
        self._prove_path(found.certificates, at, 0)

    def material(self) -> Material:
        """Return what was gathered, each thing once."""
        return Material(
            certificates=tuple(one.public_bytes(Encoding.DER) for one in self.certificates),
            crls=tuple(self.crls),
            ocsps=tuple(self.ocsps),
        )

    def _prove_path(self, found: Sequence[x509.Certificate], at: datetime, depth: int) -> None:
        self.certificates |= dict.fromkeys(found)
        for place, (certificate, issuer) in enumerate(pairwise(found), 1):
            above = found[place:]
            if self._answered(certificate, issuer, above, at, depth):
                continue
            if self.by.source is not None:  # asked for this one alone: the others are known
                self.known = self.known.joined(self.by.source.answers((certificate, issuer)))
                if self._answered(certificate, issuer, above, at, depth):
                    continue
            raise self._unproven(certificate, issuer, at)

    def _unproven(
        self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime
    ) -> LevelUnreachableError:
        """Say what is missing: an excerpt of a long CRL convinces us, nobody later."""
        excerpts = Answers(excerpts=self.known.excerpts)
        if self._status(certificate, issuer, excerpts, at) is Revocation.GOOD:
            return LevelUnreachableError(
                f"the CRL of {common_name(issuer)} is too long to be kept in a file, and no OCSP "
                f"answer says that {common_name(certificate)} was good",
                code="crl_too_long",
            )
        return LevelUnreachableError(
            f"no CRL or OCSP answer says that {common_name(certificate)} was good"
        )

    def _answered(
        self,
        certificate: x509.Certificate,
        issuer: x509.Certificate,
        above: Sequence[x509.Certificate],
        at: datetime,
        depth: int,
    ) -> bool:
        """Take the best answer that says "good"; tell whether there is one."""
        whole = self._status(certificate, issuer, self.known, at)
        if whole is Revocation.REVOKED:
            raise CertificateRefusedError(
                f"{common_name(certificate)} is revoked", code="certificate_revoked"
            )
        for response in sorted(self.known.ocsps, key=_produced, reverse=True):
            alone = Answers(ocsps=(response,))
            if self._status(certificate, issuer, alone, at) is not Revocation.GOOD:
                continue
            if self._responder_proven(response, issuer, above, at, depth):
                self.ocsps[response.public_bytes(Encoding.DER)] = None
                return True
        for crl in sorted(self.known.crls, key=lambda one: one.last_update_utc, reverse=True):
            if self._status(certificate, issuer, Answers(crls=(crl,)), at) is Revocation.GOOD:
                self.crls[crl.public_bytes(Encoding.DER)] = None
                return True
        return False

    def _status(
        self, certificate: x509.Certificate, issuer: x509.Certificate, of: Answers, at: datetime
    ) -> Revocation:
        return revocation.status(
            certificate, issuer, answers=of, at=at, now=self.now, policy=self.by.policy
        ).revocation

    def _responder_proven(
        self,
        response: ocsp.OCSPResponse,
        issuer: x509.Certificate,
        above: Sequence[x509.Certificate],
        at: datetime,
        depth: int,
    ) -> bool:
        """Gather what proves whoever signed the answer, where it was not the issuer.

        A responder that may not be asked about (id-pkix-ocsp-nocheck) needs no answer; another
        needs one that it has not given itself.
        """
        responder = responder_of(response, issuer)
        if responder is None:
            return True
        if not needs_no_check(responder):
            if depth >= _DEEPEST:
                return False
            kept = self.known
            try:
                self.known = without_signer_of(kept, response, issuer)
                self._prove_path((responder, *above), at, depth + 1)
            except SigningError:
                return False
            finally:
                self.known = kept
        self.certificates[responder] = None
        return True


def _subjects(
    item: Holding, held: Holdings, now: datetime
) -> Iterable[tuple[x509.Certificate, datetime]]:
    """Yield each certificate that an item rests on, and the time at which it must have been good.

    That is when a timestamp shows it to have been there, else now.
    """
    covered = held.covered_at(item.end) or now
    own = min((stamp.time for stamp in item.stamps), default=covered)
    if not item.is_timestamp:
        yield _certificate(item.certificate), min(own, covered)
    for stamp in item.stamps:
        yield _certificate(stamp.certificate), covered


def _certificate(der: bytes) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(der)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise LevelUnreachableError(f"a certificate cannot be read: {error}") from error


def _certificates(ders: Iterable[bytes]) -> tuple[x509.Certificate, ...]:
    return parsed(x509.load_der_x509_certificate, ders)


def _known(trust: TrustStore, held: Holdings) -> Answers:
    own = Answers(
        crls=parsed(x509.load_der_x509_crl, held.crls),
        ocsps=parsed(ocsp.load_der_ocsp_response, held.ocsps),
    )
    return own.joined(Answers(crls=trust.crls, ocsps=trust.ocsps))


def _produced(response: ocsp.OCSPResponse) -> float:
    if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        return 0.0
    return response.produced_at_utc.timestamp()
