"""Timestamps that state what nobody may believe: none proves a time, and a broken one fails."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing.verdict import Conclusion, FileVerdict, TimeSource
from sohoa.samples.authority import Authority, Identity
from tests.support.made_cms import (
    DOCUMENT_TIMESTAMP,
    Recipe,
    cms_over,
    filled,
    signature_in,
    token_over,
    waiting_pdf,
)
from tests.support.odd_keys import reissued, with_extension, without_extension
from tests.support.pki import Pki
from tests.support.signed_pdfs import codes, judged

NOW = datetime.now(UTC).replace(microsecond=0)
EARLIER = NOW - timedelta(days=5)

Stamp = Callable[[bytes, Pki], bytes]


@pytest.fixture(scope="module")
def waiting(pki: Pki) -> bytes:
    return waiting_pdf(pki.leader)


def stamped(pki: Pki, waiting: bytes, stamps: Sequence[Stamp]) -> FileVerdict:
    """Judge a signature that carries these timestamps over its value."""

    def made(content: bytes) -> bytes:
        plain = Recipe(signer=pki.leader)
        # RSASSA-PKCS1-v1_5 has no chance in it: the value is the same when it is made again.
        value = signature_in(cms_over(content, plain))
        return cms_over(content, replace(plain, tokens=[stamp(value, pki) for stamp in stamps]))

    return judged(pki, filled(waiting, made))


def honest(value: bytes, pki: Pki) -> bytes:
    return token_over(value, Recipe(signer=pki.tsa), NOW)


def earlier(value: bytes, pki: Pki) -> bytes:
    return token_over(value, Recipe(signer=pki.tsa), EARLIER)


def by(signer: Identity) -> Stamp:
    return lambda value, _: token_over(value, Recipe(signer=signer), EARLIER)


def authority_of_time(pki: Pki, *purposes: x509.ObjectIdentifier, critical: bool) -> Stamp:
    plain = reissued(pki.tsa, pki.intermediate, without_extension("extended_key_usage"))
    purpose = with_extension(x509.ExtendedKeyUsage(purposes), critical=critical)
    return by(reissued(plain, pki.intermediate, purpose))


def test_honest_timestamps_prove_the_earliest_of_their_times(pki: Pki, waiting: bytes) -> None:
    verdict = stamped(pki, waiting, [honest, earlier])
    (one,) = verdict.signatures
    assert verdict.conclusion is Conclusion.VALID, codes(verdict)
    assert (one.time, one.time_source) == (EARLIER, TimeSource.TIMESTAMP)


UNTRUSTED: dict[str, Callable[[Pki], Stamp]] = {
    "a_stranger": lambda pki: by(pki.stranger),
    "a_signer": lambda pki: by(pki.agency),
    "a_web_server": lambda pki: by(pki.tls_server),
    "a_purpose_that_is_not_critical": lambda pki: authority_of_time(
        pki, ExtendedKeyUsageOID.TIME_STAMPING, critical=False
    ),
    "one_purpose_too_many": lambda pki: authority_of_time(
        pki, ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING, critical=True
    ),
    "no_purpose": lambda pki: by(
        reissued(pki.tsa, pki.intermediate, without_extension("extended_key_usage"))
    ),
    "a_namesake_of_the_authority": lambda pki: by(
        reissued(pki.tsa, Authority.root("Kẻ mạo danh", pki.now), lambda _: None)
    ),
    "a_weak_imprint": lambda pki: (
        lambda value, _: token_over(value, Recipe(signer=pki.tsa), EARLIER, imprint="sha1")
    ),
    "a_weak_digest": lambda pki: (
        lambda value, _: token_over(value, Recipe(signer=pki.tsa, digest="sha1"), EARLIER)
    ),
}


@pytest.mark.parametrize("make", UNTRUSTED.values(), ids=UNTRUSTED.keys())
def test_a_timestamp_that_nobody_may_trust_proves_no_time(
    pki: Pki, waiting: bytes, make: Callable[[Pki], Stamp]
) -> None:
    verdict = stamped(pki, waiting, [make(pki)])
    (one,) = verdict.signatures
    assert (one.time_source, one.time) != (TimeSource.TIMESTAMP, EARLIER)
    assert {"timestamp_untrusted", "time_claimed"} <= codes(verdict)


BROKEN: dict[str, tuple[Stamp, str]] = {
    "over_another_value": (lambda _, pki: honest(b"another value", pki), "imprint_wrong"),
    "with_a_forged_time": (
        lambda value, pki: honest(value, pki).replace(NOW.strftime("%Y%m%d").encode(), b"20190101"),
        "digest_wrong",
    ),
    "without_attributes_order": (
        lambda value, pki: token_over(
            value, Recipe(signer=pki.tsa, edit=lambda held: held[::-1], in_order=False)
        ),
        "attributes_order",
    ),
    "that_is_a_plain_signature": (
        lambda value, pki: cms_over(value, Recipe(signer=pki.tsa), inner=value),
        "token_type",
    ),
    "that_names_another_certificate": (
        lambda value, pki: token_over(value, Recipe(signer=pki.tsa, named=b"another")),
        "signing_certificate",
    ),
}


@pytest.mark.parametrize(("stamp", "code"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_timestamp_is_caught(pki: Pki, waiting: bytes, stamp: Stamp, code: str) -> None:
    verdict = stamped(pki, waiting, [stamp])
    assert verdict.conclusion is Conclusion.INVALID
    assert codes(verdict) == {code}


def test_a_timestamp_of_the_future_contradicts_the_present(pki: Pki, waiting: bytes) -> None:
    future = NOW + timedelta(days=1)
    verdict = stamped(
        pki, waiting, [lambda value, _: token_over(value, Recipe(signer=pki.tsa), future)]
    )
    (one,) = verdict.signatures
    assert verdict.conclusion is Conclusion.INDETERMINATE
    assert (one.subindication, one.time_source) == (
        "TIMESTAMP_ORDER_FAILURE",
        TimeSource.CLAIMED,
    )


def test_a_document_timestamp_is_over_the_document(pki: Pki, waiting: bytes) -> None:
    def stamp(content: bytes) -> bytes:
        return token_over(content, Recipe(signer=pki.tsa), NOW)

    honest_file = filled(waiting, stamp, DOCUMENT_TIMESTAMP)
    assert judged(pki, honest_file).conclusion is Conclusion.VALID
    altered = honest_file.replace(b"500 trieu", b"900 trieu")
    assert judged(pki, altered).conclusion is Conclusion.INVALID
    foreign = filled(waiting, lambda _: stamp(b"another paper"), DOCUMENT_TIMESTAMP)
    assert judged(pki, foreign).conclusion is Conclusion.INVALID
    signed = filled(
        waiting, lambda content: cms_over(content, Recipe(signer=pki.leader)), DOCUMENT_TIMESTAMP
    )
    assert "token_type" in codes(judged(pki, signed))
