"""Whom to believe and since when: paths, revocation and the times that timestamps prove.

Implements the past-validation idea of EN 319 102-1 clause 5.6 in its simple form: document
timestamps are judged from the last to the first, each at the time that a later one proves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509

from signing.certificates import path, revocation, usage
from signing.certificates.evidence import Evidence, as_certificate
from signing.certificates.fetched import fingerprint
from signing.certificates.questions import OpenQuestions
from signing.certificates.relied import Answer, Collector
from signing.certificates.trust import TrustStore
from signing.outcome import Objection, doubt, failure, ruling
from signing.policy import Policy
from signing.values.integrity import SoundSignature
from signing.values.timestamps import Token
from signing.verdict import Indication, Kind, Revocation, Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a certificate stood at a time."""

    trust: Trust
    revocation: Revocation
    objections: tuple[Objection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Everything that is the same for all signatures of one file."""

    trust: TrustStore | None
    evidence: Evidence
    policy: Policy
    now: datetime
    relied: Collector | None = None
    questions: OpenQuestions | None = None
    unreachable: Mapping[str, str] = field(default_factory=dict)  # see `Fetched`

    def standing(
        self,
        certificate: Any,  # noqa: ANN401 - asn1crypto is untyped
        *,
        kind: Kind,
        digest_algorithm: str,
        at: datetime,
        claimed: datetime | None,
    ) -> Standing:
        """Return how the signer's or authority's certificate stood at `at`.

        `claimed` is the signer's own unproven time: it never helps the signer, it only counts
        where it speaks against the signature.
        """
        leaf = as_certificate(certificate)
        if leaf is None:
            unreadable = doubt("certificate_unreadable", "CERTIFICATE_CHAIN_GENERAL_FAILURE")
            trust = Trust.UNKNOWN if self.trust is None else Trust.UNTRUSTED
            return _standing(trust, [unreadable])
        found = list(usage.objections(leaf, kind, digest_algorithm, self.policy))
        found += _period(leaf, at, claimed, self.policy.clock_skew)
        if self.trust is None:
            found.append(doubt("no_trust_given", "NO_CERTIFICATE_CHAIN_FOUND"))
            return _standing(Trust.UNKNOWN, found)
        helpers = (*self.trust.intermediates, *self.evidence.certificates)
        chain = path.build(
            leaf,
            anchors=self.trust.anchors,
            helpers=helpers,
            at=at,
            longest=self.policy.longest_path,
        )
        if chain.objection:
            if self.questions is not None and chain.objection.reason.code == "no_path":
                self.questions.no_issuer(leaf, (*self.trust.anchors, *helpers))
            return _standing(Trust.UNTRUSTED, [*found, chain.objection])
        state, objections = self._revocation(chain, at, claimed)
        suited = not any(o.subindication == "SIG_CONSTRAINTS_FAILURE" for o in found)
        trust = Trust.TRUSTED if suited else Trust.UNTRUSTED
        return _standing(trust, [*found, *objections], state)

    def _revocation(
        self, chain: path.CertificatePath, at: datetime, claimed: datetime | None
    ) -> tuple[Revocation, list[Objection]]:
        answers = self.evidence.answers
        if self.trust:
            given = revocation.Answers(crls=self.trust.crls, ocsps=self.trust.ocsps)
            answers = given.joined(answers)
        states: list[Revocation] = []
        found: list[Objection] = []
        used: list[Answer] = []
        for depth, (certificate, issuer) in enumerate(chain.pairs()):
            known = revocation.status(
                certificate, issuer, answers=answers, at=at, now=self.now, policy=self.policy
            )
            states.append(known.revocation)
            used += known.used
            if known.revocation is Revocation.REVOKED:
                found.append(_revoked(depth, known.since, claimed))
            elif known.revocation is Revocation.UNKNOWN:
                found.append(self._unanswered(certificate, stale=known.stale))
        if self.relied is not None:
            self.relied.note(chain.certificates, used)
        if self.questions is not None and Revocation.UNKNOWN in states:
            self.questions.unanswered(chain.certificates)
        for worst in (Revocation.REVOKED, Revocation.UNKNOWN):
            if worst in states:
                return worst, found
        return Revocation.GOOD, found

    def _unanswered(self, certificate: x509.Certificate, *, stale: bool) -> Objection:
        why = self.unreachable.get(fingerprint(certificate))
        if why is not None:
            return doubt("revocation_unreachable", "TRY_LATER", why)
        code = "revocation_stale" if stale else "revocation_unknown"
        return doubt(code, "TRY_LATER", _common_name(certificate))

    def proven_since(self, sound: Sequence[SoundSignature]) -> dict[int, datetime]:
        """Return the times that trusted document timestamps prove, by the end of their ranges.

        Everything in a timestamp's range existed at its time.
        """
        proven: dict[int, datetime] = {}
        time = self.now
        for stamp in sorted(
            (s for s in sound if s.kind is Kind.TIMESTAMP), key=lambda s: -s.range.end
        ):
            stated = stamp.tokens[0].time
            standing = self.authority(stamp.tokens[0], time)
            if ruling(standing.objections)[0] is Indication.PASSED and stated <= time:
                time = stated
                proven[stamp.range.end] = time
        return proven

    def authority(self, token: Token, at: datetime) -> Standing:
        """Return how a timestamping authority's certificate stood at `at`."""
        return self.standing(
            token.proof.certificate,
            kind=Kind.TIMESTAMP,
            digest_algorithm=token.proof.digest_algorithm,
            at=at,
            claimed=None,
        )

    def earliest_token(self, signature: SoundSignature, at: datetime) -> datetime | None:
        """Return the earliest time that the signature's own trusted timestamps prove."""
        times = []
        for token in signature.tokens:
            standing = self.authority(token, at)
            if ruling(standing.objections)[0] is Indication.PASSED and token.time <= at:
                times.append(token.time)
        return min(times, default=None)


def _standing(
    trust: Trust, objections: Sequence[Objection], state: Revocation = Revocation.UNKNOWN
) -> Standing:
    return Standing(trust=trust, revocation=state, objections=tuple(objections))


def _period(
    leaf: x509.Certificate, at: datetime, claimed: datetime | None, skew: timedelta
) -> list[Objection]:
    start, end = leaf.not_valid_before_utc, leaf.not_valid_after_utc
    if claimed is not None and claimed > end:
        return [failure("signed_after_expiry", "EXPIRED", end.isoformat())]
    if claimed is not None and claimed < start - skew:
        return [doubt("claimed_before_period", "OUT_OF_BOUNDS_NO_POE", start.isoformat())]
    if at > end:
        return [doubt("certificate_expired", "OUT_OF_BOUNDS_NO_POE", end.isoformat())]
    if at < start:
        return [doubt("certificate_not_yet_valid", "NOT_YET_VALID", start.isoformat())]
    return []


def _revoked(depth: int, since: datetime | None, claimed: datetime | None) -> Objection:
    when = since.isoformat() if since else ""
    if depth:
        return doubt("authority_revoked", "REVOKED_CA_NO_POE", when)
    if since is not None and claimed is not None and claimed >= since:
        return failure("certificate_revoked", "REVOKED", when)
    return doubt("certificate_revoked", "REVOKED_NO_POE", when)


def _common_name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else ""
