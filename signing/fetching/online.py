"""The online pass: a judge's open questions, asked of the authorities, and the file judged again.

The judge sits in a confined child that a hostile file may have taken over, so what it asks is not
believed: a path is built anew here, from the office's own anchors, before any address in it is
used. Answers go back as evidence; an authority that did not answer goes back as a reason.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Final, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.certificates import path
from signing.certificates.fetched import Fetched, fingerprint
from signing.certificates.questions import Questions
from signing.certificates.revocation import Answers
from signing.certificates.trust import TrustStore
from signing.errors import FetchError
from signing.fetching.issuers import IssuerSource
from signing.fetching.revocation_source import NobodyToAskError, RevocationSource
from signing.policy import Policy

Verdict = TypeVar("Verdict")

_MOST_PAIRS: Final = 20  # certificates asked about, of one file
_MOST_ORPHANS: Final = 2
_ROUNDS: Final = 2  # of asking: for issuers, then for answers on the paths that they complete
_TOO_LATE: Final = "no time was left to ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Online:
    """Answers questions. `seconds` bounds the asking about one file; each request has its own."""

    source: RevocationSource
    issuers: IssuerSource
    policy: Policy
    clock: Callable[[], datetime]
    seconds: float = 60.0

    def judged(
        self,
        judge: Callable[[Fetched], tuple[Verdict, Questions]],
        trust: Callable[[], TrustStore],
        at: datetime,
    ) -> Verdict:
        """Judge as of `at`, ask what was open, and judge again where anything came of it.

        `trust` is asked where there is a question, and needs no answers in it. Nothing is fetched
        for another time than the present: answers of today do not speak of it. `judge` is called
        three times at most.
        """
        end = time.monotonic() + self.seconds
        known = Fetched()
        for _ in range(_ROUNDS):
            verdict, questions = judge(known)
            if not questions or abs(self.clock() - at) > self.policy.clock_skew:
                return verdict
            more = self._asked(questions, known, trust(), end)
            if more == known:
                return verdict
            known = more
        return judge(known)[0]

    def _asked(
        self, questions: Questions, known: Fetched, trust: TrustStore, end: float
    ) -> Fetched:
        found = known
        for certificate, issuer in self._pairs(questions, known, trust):
            found = self._answered(found, certificate, issuer, end)
        if known.certificates:
            return found  # issuers were looked for already
        for orphan in _parsed(questions.orphans[:_MOST_ORPHANS]):
            if time.monotonic() < end:
                above = self.issuers.above(orphan, self.policy.longest_path)
                ders = (one.public_bytes(Encoding.DER) for one in above)
                found = replace(found, certificates=(*found.certificates, *ders))
        return found

    def _answered(
        self, known: Fetched, certificate: x509.Certificate, issuer: x509.Certificate, end: float
    ) -> Fetched:
        mark = fingerprint(certificate)
        if time.monotonic() >= end:
            return replace(known, unreachable={**known.unreachable, mark: _TOO_LATE})
        try:
            answers = self.source.answers((certificate, issuer))
        except NobodyToAskError:
            return known
        except FetchError as error:
            return replace(known, unreachable={**known.unreachable, mark: str(error)})
        return _with(known, answers)

    def _pairs(
        self, questions: Questions, known: Fetched, trust: TrustStore
    ) -> Iterator[tuple[x509.Certificate, x509.Certificate]]:
        """Yield each certificate of a path that really leads to an anchor, with its issuer."""
        seen = set(known.unreachable)
        for asked in questions.paths:
            certificates = _parsed(asked[: self.policy.longest_path])
            if not certificates:
                continue
            chain = path.build(
                certificates[0],
                anchors=trust.anchors,
                helpers=certificates[1:],
                at=self.clock(),
                longest=self.policy.longest_path,
            )
            for certificate, issuer in pairwise(chain.certificates):
                mark = fingerprint(certificate)
                if mark not in seen and len(seen) < _MOST_PAIRS:
                    seen.add(mark)
                    yield certificate, issuer


def _with(known: Fetched, answers: Answers) -> Fetched:
    return replace(
        known,
        crls=_joined(known.crls, (crl.public_bytes(Encoding.DER) for crl in answers.crls)),
        ocsps=_joined(known.ocsps, (one.public_bytes(Encoding.DER) for one in answers.ocsps)),
        excerpts=tuple(dict.fromkeys((*known.excerpts, *answers.excerpts))),
    )


def _joined(known: tuple[bytes, ...], more: Iterable[bytes]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys((*known, *more)))


def _parsed(ders: Iterable[bytes]) -> tuple[x509.Certificate, ...]:
    """Return the certificates up to the first that cannot be parsed."""
    found = []
    for der in ders:
        try:
            found.append(x509.load_der_x509_certificate(der))
        except ValueError:
            break
    return tuple(found)
