"""The self-check notices every byte that is not as it was made."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from signing.cms.cms_endesive import EndesiveCms
from signing.errors import SelfCheckError
from signing.keys.signature_algorithm import SignatureAlgorithm
from signing.profiles import Profile, SignatureSpec
from tests.support.blank_pdfs import blank_pdf
from tests.support.pki import Pki, key_of
from tests.support.whole_bytes import Prepared, check_signed, embed, prepare

ORIGINAL = blank_pdf(pages=2)


@pytest.fixture(scope="module")
def made(pki: Pki) -> tuple[bytes, Prepared, bytes]:
    """Give the signed file, what it was prepared as, and its CMS."""
    spec = SignatureSpec(profile=Profile.LEADER, at=pki.now)
    prepared = prepare(ORIGINAL, spec, pki.leader.certificate)
    cms = EndesiveCms().build(prepared.digest, key_of(pki.leader))
    return embed(prepared, cms), prepared, cms


def check(pki: Pki, signed: bytes, original: bytes = ORIGINAL) -> None:
    check_signed(
        signed,
        original=original,
        certificate=pki.leader.certificate,
        at=pki.now,
        roots=[pki.root.certificate],
    )


def test_what_was_made_passes(pki: Pki, made: tuple[bytes, Prepared, bytes]) -> None:
    check(pki, made[0])


@settings(max_examples=300, deadline=None)
@given(fraction=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_no_flipped_bit_outside_the_cms_passes(
    pki: Pki, made: tuple[bytes, Prepared, bytes], fraction: float, bit: int
) -> None:
    signed, prepared, _ = made
    start, end = prepared.region
    place = int(fraction * (len(signed) - (end - start)))
    place += end - start if place >= start else 0
    with pytest.raises(SelfCheckError):
        check(pki, signed[:place] + bytes([signed[place] ^ 1 << bit]) + signed[place + 1 :])


def test_every_byte_of_the_cms_counts(pki: Pki, made: tuple[bytes, Prepared, bytes]) -> None:
    _, prepared, cms = made
    unnoticed = []
    for place in range(len(cms)):
        spoiled = cms[:place] + bytes([cms[place] ^ 0x10]) + cms[place + 1 :]
        try:
            check(pki, embed(prepared, spoiled))
        except SelfCheckError:
            continue
        unnoticed.append(place)
    # The root that the CMS carries along is not what makes the path trusted; nor are version
    # numbers and algorithm parameters of the outer frame.
    root = pki.root.certificate.public_bytes(Encoding.DER)
    carried = range(cms.index(root), cms.index(root) + len(root))
    elsewhere = [place for place in unnoticed if place not in carried]
    assert len(elsewhere) <= 12, str(elsewhere)


def _garbage_after(signed: bytes) -> bytes:
    return signed + b"%% garbage\n"


def _another_end(signed: bytes) -> bytes:
    return signed + b"\n%%EOF\n"


def _truncated(signed: bytes) -> bytes:
    return signed[:-7]


def _range_from_later(signed: bytes) -> bytes:
    at = signed.rindex(b"/ByteRange [0 ")
    return signed[:at] + b"/ByteRange [1 " + signed[at + 14 :]


def _second_range(signed: bytes) -> bytes:
    at = signed.rindex(b"/ByteRange [")
    return signed[:at] + b"/ByteRange [0 1 2 3]" + signed[at:]


def _old_byte(signed: bytes) -> bytes:
    return signed.replace(b"/MediaBox", b"/MediaBoy", 1)


def _adobe(signed: bytes) -> bytes:
    return signed.replace(b"/ETSI.CAdES.detached", b"/adbe.pkcs7.detached", 1)


def _emptied(signed: bytes) -> bytes:
    return b""


@pytest.mark.parametrize(
    "attack",
    [
        _garbage_after,
        _another_end,
        _truncated,
        _range_from_later,
        _second_range,
        _old_byte,
        _adobe,
        _emptied,
    ],
)
def test_a_file_that_was_tampered_with_does_not_pass(
    pki: Pki, made: tuple[bytes, Prepared, bytes], attack: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(SelfCheckError):
        check(pki, attack(made[0]))


def test_bytes_hidden_in_the_padding_do_not_pass(
    pki: Pki, made: tuple[bytes, Prepared, bytes]
) -> None:
    _, prepared, cms = made
    with pytest.raises(SelfCheckError, match="bytes after the CMS"):
        check(pki, embed(prepared, cms + b"\0\0hidden"))


def test_a_good_signature_over_another_file_does_not_pass(
    pki: Pki, made: tuple[bytes, Prepared, bytes]
) -> None:
    with pytest.raises(SelfCheckError, match="message-digest differs"):
        check(pki, embed(made[1], EndesiveCms().build(bytes(32), key_of(pki.leader))))


def test_another_signer_than_the_one_meant_does_not_pass(
    pki: Pki, made: tuple[bytes, Prepared, bytes]
) -> None:
    other = EndesiveCms().build(made[1].digest, key_of(pki.agency))
    with pytest.raises(SelfCheckError, match="another certificate"):
        check(pki, embed(made[1], other))


def test_a_key_that_is_not_the_certificates_does_not_pass(
    pki: Pki, made: tuple[bytes, Prepared, bytes]
) -> None:
    class Swapped:
        certificate = pki.leader.certificate
        chain = pki.leader.chain

        def sign(self, data: bytes, algorithm: SignatureAlgorithm) -> bytes:
            return key_of(pki.agency).sign(data, algorithm)

    with pytest.raises(SelfCheckError, match="signature does not hold"):
        check(pki, embed(made[1], EndesiveCms().build(made[1].digest, Swapped())))


def test_an_unknown_root_or_a_certificate_out_of_force_does_not_pass(
    pki: Pki, made: tuple[bytes, Prepared, bytes]
) -> None:
    for roots, at in (
        ([pki.stranger.certificate], pki.now),
        ([pki.root.certificate], pki.now + timedelta(days=4000)),
        ([], datetime(2000, 1, 1, tzinfo=UTC)),
    ):
        with pytest.raises(SelfCheckError):
            check_signed(
                made[0],
                original=ORIGINAL,
                certificate=pki.leader.certificate,
                at=at,
                roots=roots,
            )
