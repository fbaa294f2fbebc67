"""A CRL read as a stream says what the same CRL read whole says, or is refused."""

import io
import tracemalloc
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signing.certificates.revocation import Answers, status
from signing.fetching.crl_stream import excerpt
from signing.fetching.der_stream import DerError
from signing.policy import Policy
from signing.verdict import Revocation
from sohoa.samples.authority import Authority
from tests.support.long_crls import der, long_crl
from tests.support.pki import Pki

CURVE = ec.generate_private_key(ec.SECP256R1())
REFUSED = (DerError, InvalidSignature)


class Trickle(io.BytesIO):
    """Gives a few bytes at a time, as a pipe may."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 1, 701))


def said(pki: Pki, leaf: x509.Certificate, answers: Answers) -> Revocation:
    now = datetime.now(UTC)
    issuer = pki.intermediate.certificate
    return status(leaf, issuer, answers=answers, at=now, now=now, policy=Policy()).revocation


@pytest.mark.parametrize(("before", "after"), [(0, 0), (3, 4), (20_000, 0), (7_000, 9_000)])
@pytest.mark.parametrize("kind", [io.BytesIO, Trickle])
def test_a_revoked_and_a_good_certificate_are_told_apart_wherever_they_stand(
    pki: Pki, before: int, after: int, kind: type[io.BytesIO]
) -> None:
    revoked, good = pki.revoked.certificate, pki.leader.certificate
    data = long_crl(pki.intermediate, [revoked], before=before, after=after)
    assert x509.load_der_x509_crl(data).is_signature_valid(pki.intermediate.key.public_key())
    told = Answers(excerpts=(excerpt(kind(data), pki.intermediate.certificate, [revoked, good]),))
    assert said(pki, revoked, told) is Revocation.REVOKED
    assert said(pki, good, told) is Revocation.GOOD
    assert said(pki, pki.agency.certificate, told) is Revocation.UNKNOWN  # nobody looked for it


def test_a_crl_of_a_curve_and_one_without_entries_are_read(pki: Pki) -> None:
    curve = Authority(
        key=CURVE, certificate=pki.root.issue("CA", key=CURVE).certificate, chain=(), now=pki.now
    )
    leaf = curve.issue("Lá", key=CURVE).certificate
    for data in (long_crl(curve, after=5), curve.crl()):
        assert excerpt(io.BytesIO(data), curve.certificate, [leaf]).serials


def test_a_strangers_key_and_an_old_crl_do_not_count(pki: Pki) -> None:
    good = pki.leader.certificate
    with pytest.raises(InvalidSignature):
        excerpt(io.BytesIO(long_crl(pki.intermediate, after=9)), pki.root.certificate, [good])
    old = excerpt(
        io.BytesIO(long_crl(pki.intermediate, after=9, days=0)),
        pki.intermediate.certificate,
        [good],
    )
    assert said(pki, good, Answers(excerpts=(old,))) is Revocation.UNKNOWN


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_crl_with_any_byte_changed_cut_or_added_is_refused(pki: Pki, data: st.DataObject) -> None:
    whole = long_crl(pki.intermediate, [pki.revoked.certificate], before=3, after=3)
    at = data.draw(st.integers(0, len(whole) - 1))
    change = data.draw(st.integers(1, 255))
    spoiled = data.draw(
        st.sampled_from(
            (
                whole[:at] + bytes([whole[at] ^ change]) + whole[at + 1 :],
                whole[:at],
                whole + bytes([change]),
                whole[:at] + whole[at:][:40] + whole[at:],
            )
        )
    )
    with pytest.raises(REFUSED):
        excerpt(io.BytesIO(spoiled), pki.intermediate.certificate, [pki.revoked.certificate])


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=60))
def test_any_bytes_are_refused(pki: Pki, content: bytes, more: bytes) -> None:
    for made in (content, der(0x30, content), der(0x30, der(0x30, content) + more)):
        with pytest.raises(REFUSED):
            excerpt(io.BytesIO(made), pki.intermediate.certificate, [pki.leader.certificate])


@pytest.mark.parametrize("zeros", [1, 3])
def test_a_serial_number_written_another_way_does_not_hide_a_revocation(
    pki: Pki, zeros: int
) -> None:
    """Leading zeros: a reader of values would find it, a reader of bytes would not."""
    serial = pki.leader.certificate.serial_number
    written = bytes(zeros) + serial.to_bytes(serial.bit_length() // 8 + 1, "big")
    entry = der(0x30, der(0x02, written) + b"\x17\x0d260101000000Z")
    data = long_crl(pki.intermediate, own=entry, before=2, after=2)
    with pytest.raises(DerError, match="shortest"):
        excerpt(io.BytesIO(data), pki.intermediate.certificate, [pki.leader.certificate])


def test_memory_does_not_grow_with_the_list(pki: Pki) -> None:
    peaks = []
    for count in (1_000, 120_000):
        source = io.BytesIO(long_crl(pki.intermediate, after=count))
        tracemalloc.start()
        excerpt(source, pki.intermediate.certificate, [pki.leader.certificate])
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 3 * 1024 * 1024
