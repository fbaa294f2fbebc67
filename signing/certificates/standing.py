"""How a certificate stands at a time: period, use, strength, path, revocation.

EN 319 102-1 clauses 5.2.6 (X.509 validation) and 5.6.2.2 (past certificate validation): all is
asked at the time that is proven, or now where nothing proves one; an answer about revocation
counts as of when it provably existed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography import x509

from signing.certificates import path, revocation, strength, usage
from signing.certificates.evidence import Evidence, as_certificate
from signing.certificates.existence import Existence
from signing.certificates.fetched import fingerprint
from signing.certificates.path import CertificatePath
from signing.certificates.questions import OpenQuestions
from signing.certificates.relied import Answer, Collector
from signing.certificates.revocation import Status
from signing.certificates.trust import Store, TrustStore
from signing.names import common_name
from signing.outcome import Objection, objection
from signing.policy import Policy
from signing.verdict import Kind, Revocation, Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a certificate stood at a time; `store` is where its anchor lies, if in a named one."""

    trust: Trust
    revocation: Revocation
    objections: tuple[Objection, ...]
    store: Store | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """One path to an anchor, and what the answers say of those on it."""

    certificates: tuple[x509.Certificate, ...]
    revocation: Revocation
    objections: tuple[Objection, ...]
    used: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Everything that is the same for all signatures of one file."""

    trust: TrustStore | None
    evidence: Evidence
    policy: Policy
    now: datetime
    existence: Existence
    relied: Collector | None = None
    questions: OpenQuestions | None = None
    unreachable: Mapping[str, str] = field(default_factory=dict)  # see `Fetched`

    def standing(
        self,
        certificate: Any,  # noqa: ANN401 - asn1crypto is untyped
        *,
        kind: Kind,
        digests: Iterable[str],
        proven: datetime | None,
        claimed: datetime | None,
    ) -> Standing:
        """Return how the signer's or authority's certificate stood.

        `proven`: the time at which what it signed provably existed; without one, now counts.
        `claimed` is the signer's own unproven time: it never helps the signer, it only counts
        where it speaks against the signature and nothing proves another time.
        """
        leaf = as_certificate(certificate)
        if leaf is None:
            unreadable = objection("certificate_unreadable", "CERTIFICATE_CHAIN_GENERAL_FAILURE")
            trust = Trust.UNKNOWN if self.trust is None else Trust.UNTRUSTED
            return _standing(trust, [unreadable])
        at = proven or self.now
        claim = claimed if proven is None else None
        found = list(usage.objections(leaf, kind, self.policy))
        if self.trust is None:
            found += self._period(leaf, at, claim, Revocation.UNKNOWN)
            found += strength.objections((leaf,), digests, self.policy, proven)
            found.append(objection("no_trust_given", "NO_CERTIFICATE_CHAIN_FOUND"))
            return _standing(Trust.UNKNOWN, found)
        chains = self._paths(leaf, at, self.trust)
        if chains[0].objection:
            found += self._period(leaf, at, claim, Revocation.UNKNOWN)
            found += strength.objections((leaf,), digests, self.policy, proven)
            return _standing(Trust.UNTRUSTED, [*found, chains[0].objection])
        way = self._best_way(chains, at, claim, self.trust)
        store = self.trust.store_of(way.certificates[-1])
        wanted = self.policy.signer_stores if kind is Kind.SIGNATURE else frozenset()
        if wanted and store not in wanted:
            found.append(objection("store_not_allowed", "CHAIN_CONSTRAINTS_FAILURE"))
        suited = not found
        found += self._period(leaf, at, claim, way.revocation)
        found += way.objections
        found += strength.objections(way.certificates, digests, self.policy, proven)
        if self.relied is not None:
            self.relied.note(way.certificates, way.used)
        if self.questions is not None and way.revocation is Revocation.UNKNOWN:
            self.questions.unanswered(way.certificates)
        trust = Trust.TRUSTED if suited else Trust.UNTRUSTED
        return Standing(
            trust=trust, revocation=way.revocation, objections=tuple(found), store=store
        )

    def _paths(
        self, leaf: x509.Certificate, at: datetime, trust: TrustStore
    ) -> tuple[CertificatePath, ...]:
        helpers = (*trust.intermediates, *self.evidence.certificates)
        chains = path.build_all(
            leaf,
            anchors=trust.anchors,
            helpers=helpers,
            at=at,
            longest=self.policy.longest_path,
        )
        refused = chains[0].objection
        if self.questions is not None and refused and refused.reason.code == "no_path":
            self.questions.no_issuer(leaf, (*trust.anchors, *helpers))
        return chains

    def _best_way(
        self,
        chains: tuple[CertificatePath, ...],
        at: datetime,
        claimed: datetime | None,
        trust: TrustStore,
    ) -> _Way:
        """Return the first path on which nobody is revoked or unknown, else the first path."""
        first: _Way | None = None
        for chain in chains:
            way = self._way(chain, at, claimed, trust)
            if not way.objections:
                return way
            first = first or way
        return first or _Way(certificates=(), revocation=Revocation.UNKNOWN, objections=(), used=())

    def _way(
        self, chain: CertificatePath, at: datetime, claimed: datetime | None, trust: TrustStore
    ) -> _Way:
        given = revocation.Answers(crls=trust.crls, ocsps=trust.ocsps)
        answers = given.joined(self.evidence.answers)
        states: set[Revocation] = set()
        found: list[Objection] = []
        used: list[Answer] = []
        for depth, (certificate, issuer) in enumerate(chain.pairs()):
            known = revocation.status(
                certificate,
                issuer,
                answers=answers,
                # What happened to an expired certificate is asked as of its end.
                at=min(at, certificate.not_valid_after_utc),
                now=self.now,
                policy=self.policy,
                above=chain.certificates[depth + 2 :],
                helpers=(*trust.intermediates, *self.evidence.certificates),
                existed=self.existence.since,
                strict=True,
            )
            states.add(known.revocation)
            used += known.used
            if known.revocation is Revocation.REVOKED:
                found.append(_revoked(depth, known.since, claimed))
            elif known.revocation is Revocation.UNKNOWN:
                found.append(self._unanswered(certificate, known))
        for worst in (Revocation.REVOKED, Revocation.UNKNOWN):
            if worst in states:
                break
        else:
            worst = Revocation.GOOD
        return _Way(
            certificates=chain.certificates,
            revocation=worst,
            objections=tuple(found),
            used=tuple(used),
        )

    def _unanswered(self, certificate: x509.Certificate, known: Status) -> Objection:
        if known.suspended:
            since = known.since.isoformat() if known.since else ""
            return objection("certificate_suspended", "TRY_LATER", since)
        why = self.unreachable.get(fingerprint(certificate))
        if why is not None:
            return objection("revocation_unreachable", "TRY_LATER", why)
        whose = common_name(certificate)
        if known.unproven:
            sub = "REVOCATION_OUT_OF_BOUNDS_NO_POE"
            return objection("revocation_unproven", sub, whose)
        code = "revocation_stale" if known.stale else "revocation_unknown"
        return objection(code, "TRY_LATER", whose)

    def _period(
        self,
        leaf: x509.Certificate,
        at: datetime,
        claimed: datetime | None,
        state: Revocation,
    ) -> list[Objection]:
        start, end = leaf.not_valid_before_utc, leaf.not_valid_after_utc
        if claimed is not None and claimed > end:
            # EN 319 102-1 asks for a proof that it was later; the signer's own word is one.
            return [objection("signed_after_expiry", "EXPIRED", end.isoformat())]
        if claimed is not None and claimed < start - self.policy.clock_skew:
            return [objection("claimed_before_period", "OUT_OF_BOUNDS_NO_POE", start.isoformat())]
        if at > end:
            good = state is Revocation.GOOD
            sub = "OUT_OF_BOUNDS_NOT_REVOKED" if good else "OUT_OF_BOUNDS_NO_POE"
            return [objection("certificate_expired", sub, end.isoformat())]
        if at < start:
            return [objection("certificate_not_yet_valid", "NOT_YET_VALID", start.isoformat())]
        return []


def _standing(trust: Trust, objections: Iterable[Objection]) -> Standing:
    return Standing(trust=trust, revocation=Revocation.UNKNOWN, objections=tuple(objections))


def _revoked(depth: int, since: datetime | None, claimed: datetime | None) -> Objection:
    when = since.isoformat() if since else ""
    if depth:
        return objection("authority_revoked", "REVOKED_CA_NO_POE", when)
    if since is not None and claimed is not None and claimed >= since:
        return objection("certificate_revoked", "REVOKED", when)
    return objection("certificate_revoked", "REVOKED_NO_POE", when)
