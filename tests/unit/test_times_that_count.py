"""What counts when: proof that it existed before an end, a revocation, a weakness."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from signing.certificates.existence import Existence
from signing.certificates.revocation import Answers, Status, status
from signing.certificates.trust import Store, TrustStore
from signing.policy import Policy, WeakSince
from signing.report import to_json
from signing.verdict import Conclusion, FileVerdict, Level, Revocation, Trust
from signing.verify import verify
from sohoa.samples.authority import Authority, Identity
from tests.support.made_cms import (
    Recipe,
    cms_over,
    filled,
    signature_in,
    token_over,
    waiting_pdf,
)
from tests.support.made_crls import HOLD, HOUR, crl
from tests.support.pki import Pki
from tests.support.signed_pdfs import codes

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)

Change = Callable[[TrustStore], TrustStore]


@pytest.fixture(scope="module")
def waiting(pki: Pki) -> bytes:
    return waiting_pdf(pki.leader)


def stamped(waiting: bytes, pki: Pki, recipe: Recipe, time: datetime | None) -> bytes:
    """Sign by the recipe; with a time, put a trusted timestamp of it over the value."""

    def made(content: bytes) -> bytes:
        if time is None:
            return cms_over(content, recipe)
        value = signature_in(cms_over(content, recipe))
        token = token_over(value, Recipe(signer=pki.tsa), time)
        return cms_over(content, replace(recipe, tokens=[token]))

    return filled(waiting, made)


def judge(
    pki: Pki,
    pdf: bytes,
    *,
    policy: Policy | None = None,
    at: datetime = NOW,
    store: TrustStore | None = None,
) -> FileVerdict:
    trust = store or TrustStore.from_folder(pki.folder)
    return verify(pdf, trust=trust, policy=policy or Policy(), at=at)


@pytest.mark.parametrize(
    ("time", "subindication"),
    [
        (None, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"),
        (NOW - DAY, "CRYPTO_CONSTRAINTS_FAILURE"),
        (NOW - 5 * DAY, None),
    ],
)
def test_a_weak_digest_counts_from_its_day_on(
    pki: Pki, waiting: bytes, time: datetime | None, subindication: str | None
) -> None:
    policy = Policy(weak=(WeakSince("sha512", NOW - 3 * DAY),))
    pdf = stamped(waiting, pki, Recipe(signer=pki.leader, digest="sha512"), time)
    (one,) = judge(pki, pdf, policy=policy).signatures
    assert one.subindication == subindication


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (None, ("FAILED", "REVOKED")),  # it claims a time after the revocation
        (NOW - 5 * DAY, ("INDETERMINATE", "REVOKED_NO_POE")),
        (NOW - 20 * DAY, ("PASSED", None)),
    ],
)
def test_a_revocation_counts_from_its_day_on(
    pki: Pki, waiting: bytes, time: datetime | None, said: tuple[str, str | None]
) -> None:
    (one,) = judge(pki, stamped(waiting, pki, Recipe(signer=pki.revoked), time)).signatures
    assert (one.indication, one.subindication) == said


def test_a_revoked_authority_harms_what_is_not_proven_older(pki: Pki, waiting: bytes) -> None:
    revoked = crl(pki.root, [(pki.intermediate.certificate, NOW - 10 * DAY, None)])
    known = TrustStore.from_folder(pki.folder)
    store = replace(known, crls=(*known.crls, revoked))
    (one,) = judge(
        pki, stamped(waiting, pki, Recipe(signer=pki.leader), None), store=store
    ).signatures
    assert (one.subindication, one.revocation) == ("REVOKED_CA_NO_POE", Revocation.REVOKED)


def test_a_suspended_signer_is_told_to_wait(pki: Pki, waiting: bytes) -> None:
    held = crl(pki.intermediate, [(pki.leader.certificate, NOW - DAY, HOLD)], number=2)
    known = TrustStore.from_folder(pki.folder)
    verdict = judge(
        pki,
        stamped(waiting, pki, Recipe(signer=pki.leader), None),
        store=replace(known, crls=(*known.crls, held)),
    )
    (one,) = verdict.signatures
    assert (one.subindication, one.revocation) == ("TRY_LATER", Revocation.UNKNOWN)
    assert "certificate_suspended" in codes(verdict)


def test_a_signature_from_before_the_certificate_failed(pki: Pki, waiting: bytes) -> None:
    pdf = stamped(waiting, pki, Recipe(signer=pki.leader), NOW - 60 * DAY)
    (one,) = judge(pki, pdf).signatures
    assert (one.indication, one.subindication) == ("FAILED", "NOT_YET_VALID")


def test_an_expired_certificate_that_was_never_revoked_is_told_apart(
    pki: Pki, waiting: bytes
) -> None:
    pdf = stamped(waiting, pki, Recipe(signer=pki.leader), None)
    ended = pki.leader.certificate.not_valid_after_utc
    after = crl(pki.intermediate, start=ended - HOUR, end=ended + HOUR)
    known = TrustStore.from_folder(pki.folder)
    store = replace(known, crls=(after, crl(pki.root, end=ended + 99 * DAY)))
    (one,) = judge(pki, pdf, at=ended + 2 * DAY, store=store).signatures
    assert (one.indication, one.subindication) == (
        "INDETERMINATE",
        "OUT_OF_BOUNDS_NOT_REVOKED",
    )


def ended_hierarchy() -> tuple[Authority, Identity]:
    """Return an authority that ended a year ago, and somebody whom it certified."""
    then = NOW - 11 * 365 * DAY
    authority = Authority.root("Gốc cũ", then).subordinate("CA cũ")
    return authority, authority.issue("Người Ký Cũ")


def test_an_answer_of_an_ended_authority_counts_only_with_a_proof_of_its_time() -> None:
    authority, signer = ended_hierarchy()
    signed = NOW - 10 * 365 * DAY
    answer = crl(authority, start=signed + HOUR, end=signed + 30 * DAY)

    def asked(existence: Existence) -> Status:
        return status(
            signer.certificate,
            authority.certificate,
            answers=Answers(crls=(answer,)),
            at=signed,
            now=NOW,
            policy=Policy(),
            existed=existence.since,
        )

    nothing, proof = Existence(NOW), Existence(NOW)
    proof.prove([answer.public_bytes(Encoding.DER)], signed + DAY)
    assert (asked(nothing).revocation, asked(nothing).unproven) == (Revocation.UNKNOWN, True)
    assert asked(proof).revocation is Revocation.GOOD


def test_a_weakly_signed_answer_acquits_only_if_it_is_proven_old(pki: Pki) -> None:
    policy = Policy(weak=(WeakSince("sha256", NOW - 3 * DAY),))
    answer = crl(pki.intermediate)

    def asked(existence: Existence) -> Revocation:
        return status(
            pki.leader.certificate,
            pki.intermediate.certificate,
            answers=Answers(crls=(answer,)),
            at=NOW,
            now=NOW,
            policy=policy,
            existed=existence.since,
        ).revocation

    proof = Existence(NOW)
    assert asked(proof) is Revocation.UNKNOWN
    proof.prove([answer.public_bytes(Encoding.DER)], NOW - 4 * DAY)
    assert asked(proof) is Revocation.GOOD


def in_store(pki: Pki, store: Store) -> TrustStore:
    known = TrustStore.from_folder(pki.folder)
    return replace(known, stores={pki.root.certificate: store})


@pytest.mark.parametrize("store", list(Store))
def test_a_verdict_says_which_store_vouches(pki: Pki, waiting: bytes, store: Store) -> None:
    pdf = stamped(waiting, pki, Recipe(signer=pki.leader), NOW - DAY)
    verdict = judge(pki, pdf, store=in_store(pki, store))
    assert (verdict.conclusion, verdict.signatures[0].level) == (Conclusion.VALID, Level.B_T)
    assert to_json("a.pdf", verdict)["signatures"][0]["trust_store"] == store.value


def test_a_policy_may_ask_for_a_store(pki: Pki, waiting: bytes) -> None:
    pdf = stamped(waiting, pki, Recipe(signer=pki.leader), None)
    policy = Policy(signer_stores=frozenset({"official"}))
    verdict = judge(pki, pdf, policy=policy, store=in_store(pki, Store.PUBLIC))
    (one,) = verdict.signatures
    assert (one.subindication, one.trust) == ("CHAIN_CONSTRAINTS_FAILURE", Trust.UNTRUSTED)
    good = judge(pki, pdf, policy=policy, store=in_store(pki, Store.OFFICIAL))
    assert good.conclusion is Conclusion.VALID, codes(good)
