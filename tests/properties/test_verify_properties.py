"""Whatever is done to the bytes of a signed file, the judge answers, and never with "valid"."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signing.verdict import Conclusion
from tests.support.pki import Pki
from tests.support.signed_pdfs import judged, paper_pdf, signed_by

_SETTINGS = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def signed(pki: Pki) -> bytes:
    return signed_by(pki.leader, paper_pdf())


@_SETTINGS
@given(
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=4
    )
)
def test_changed_bytes_are_never_valid(
    pki: Pki, signed: bytes, changes: list[tuple[float, int]]
) -> None:
    forged = bytearray(signed)
    for place, value in changes:
        forged[int(place * len(forged))] = value
    if _same_meaning(bytes(forged), signed):
        return
    assert judged(pki, bytes(forged)).conclusion is not Conclusion.VALID


def _same_meaning(forged: bytes, signed: bytes) -> bool:
    """The digits of /Contents may change case: they are the same bytes still."""
    return forged.lower() == signed.lower() and _outside(forged) == _outside(signed)


def _outside(pdf: bytes) -> tuple[bytes, bytes]:
    before, _, rest = pdf.partition(b"/Contents <")
    return before, rest.partition(b">")[2]


@_SETTINGS
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_truncated_file_is_never_valid(pki: Pki, signed: bytes, share: float) -> None:
    cut = signed[: int(share * len(signed))]
    if cut.rstrip() == signed.rstrip():
        return
    assert judged(pki, cut).conclusion is not Conclusion.VALID


@_SETTINGS
@given(tail=st.binary(min_size=1, max_size=200).filter(lambda tail: tail.strip(b" \t\r\n\f\0")))
def test_appended_bytes_are_never_valid(pki: Pki, signed: bytes, tail: bytes) -> None:
    assert judged(pki, signed + tail).conclusion is not Conclusion.VALID


@_SETTINGS
@given(cut=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_a_file_with_a_piece_cut_out_is_never_valid(
    pki: Pki, signed: bytes, cut: tuple[float, float]
) -> None:
    start, stop = sorted(int(share * len(signed)) for share in cut)
    if signed[start:stop].strip(b" \t\r\n\f\0") == b"":
        return
    assert judged(pki, signed[:start] + signed[stop:]).conclusion is not Conclusion.VALID


@_SETTINGS
@given(data=st.binary(max_size=400))
def test_any_bytes_get_a_verdict(pki: Pki, data: bytes) -> None:
    for pdf in (data, b"%PDF-1.7\n" + data, b"%PDF-1.7\n" + data + b"\nstartxref\n0\n%%EOF\n"):
        assert judged(pki, pdf).conclusion is not Conclusion.VALID
