"""What all answers at hand say of one certificate at one time, three-valued.

Nothing is fetched here. An answer counts as "good" only where it is genuine, speaks for this
certificate, is fresh for the time asked about, and was signed while its signer's certificate and
digest could be relied on. "Revoked" counts from any genuine answer, however old: a certificate
does not come back. A suspended one may, when a newer answer says so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.x509 import ocsp

from signing.certificates.crl_excerpt import CrlExcerpt
from signing.certificates.crls import told_by_crls, told_by_excerpts
from signing.certificates.ocsp_answers import told_by_ocsps
from signing.certificates.relied import Answer
from signing.certificates.told import Told
from signing.policy import Policy
from signing.verdict import Revocation


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Every answer at hand: from the trust folder, the file's DSS, the signature itself, fetched.

    `excerpts` come only from our own process that read the whole CRL, never from a file.
    """

    crls: tuple[x509.CertificateRevocationList, ...] = ()
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()
    excerpts: tuple[CrlExcerpt, ...] = ()

    def joined(self, other: "Answers") -> "Answers":
        """Return both."""
        return Answers(
            crls=self.crls + other.crls,
            ocsps=self.ocsps + other.ocsps,
            excerpts=self.excerpts + other.excerpts,
        )


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of one certificate; `since` is when it was revoked.

    UNKNOWN has its why: `stale` (a genuine answer, but not for this time), `suspended` (on hold at
    that time), `unproven` (the answer may have been made after its signer's certificate ended).
    """

    revocation: Revocation
    since: datetime | None = None
    stale: bool = field(default=False)
    used: tuple[Answer, ...] = ()  # the genuine answers that this rests on
    suspended: bool = field(default=False)
    unproven: bool = field(default=False)


def status(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    *,
    answers: Answers,
    at: datetime,
    now: datetime,
    policy: Policy,
    above: Sequence[x509.Certificate] = (),
    helpers: Sequence[x509.Certificate] = (),
    existed: Callable[[Answer | None], datetime] | None = None,
    strict: bool = False,
) -> Status:
    """Return what the answers say of the certificate as it stood at `at`, seen from `now`.

    `above`: the path from the issuer's issuer to the anchor; with it and `helpers` a CRL may be of
    another certificate than the issuer's. `existed`: since when an answer provably exists.
    `strict`: an OCSP responder that may be asked about counts only with an answer about it.
    """
    chain = (issuer, *above)
    genuine = [
        *told_by_crls(certificate, chain, answers.crls, helpers),
        *told_by_excerpts(certificate, issuer, answers.excerpts),
        *told_by_ocsps(
            certificate, issuer, answers.ocsps, crls=answers.crls, policy=policy, strict=strict
        ),
    ]
    told = [t for t in genuine if t.this_update <= now + policy.clock_skew]
    used = tuple(t.source for t in told if t.source is not None)
    newest_good = max((t.this_update for t in told if not t.revoked), default=None)
    revoked = [t.revoked.since for t in told if t.revoked and not t.revoked.held]
    held = [
        t.revoked.since
        for t in told
        if t.revoked and t.revoked.held and (newest_good is None or newest_good <= t.this_update)
    ]
    if revoked and min(revoked) <= at:
        return Status(Revocation.REVOKED, min(revoked), used=used)
    if held and min(held) <= at:
        return Status(Revocation.UNKNOWN, min(held), used=used, suspended=True)
    fresh = [t for t in told if _is_fresh(t, certificate, at, policy)]
    since_when = existed or (lambda _: now)
    if any(_is_reliable(t, since_when(t.source), policy) for t in fresh):
        return Status(Revocation.GOOD, min(revoked, default=None), used=used)
    stale = bool(told) and not fresh
    return Status(Revocation.UNKNOWN, stale=stale, used=used, unproven=bool(fresh))


def _is_fresh(told: Told, certificate: x509.Certificate, at: datetime, policy: Policy) -> bool:
    if told.next_update is not None and told.next_update < told.this_update:
        return False
    if told.this_update >= at:
        # Authorities may forget a certificate once its period is over, unless they say otherwise.
        end = certificate.not_valid_after_utc
        return told.this_update <= end or (told.kept_since is not None and told.kept_since <= end)
    return at <= (told.next_update or told.this_update + policy.answer_age)


def _is_reliable(told: Told, existed: datetime, policy: Policy) -> bool:
    """Tell whether nobody but the authority can have made the answer (EN 319 102-1 5.6.2.4)."""
    if existed > told.signer.not_valid_after_utc:
        return False
    weak = policy.weak_since(told.digest) if told.digest else None
    return weak is None or existed < weak
