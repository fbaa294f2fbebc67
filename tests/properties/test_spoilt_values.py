"""Whatever is changed in a signature's value, a verdict comes, and never a good one for a lie."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signing.verdict import Conclusion
from tests.support.made_cms import Recipe, cms_over, filled, signature_in, token_over, waiting_pdf
from tests.support.odd_keys import reissued, with_extension
from tests.support.pki import Pki
from tests.support.signed_pdfs import codes, judged

pytestmark = pytest.mark.filterwarnings("ignore")  # libraries speak of odd certificates


@pytest.fixture(scope="module")
def waiting(pki: Pki) -> bytes:
    return waiting_pdf(pki.leader)


@pytest.fixture(scope="module")
def value(pki: Pki, waiting: bytes) -> bytes:
    """Return an honest value with a timestamp."""
    made: list[bytes] = []

    def make(content: bytes) -> bytes:
        plain = cms_over(content, Recipe(signer=pki.leader))
        token = token_over(signature_in(plain), Recipe(signer=pki.tsa))
        made.append(cms_over(content, Recipe(signer=pki.leader, tokens=[token])))
        return made[0]

    assert judged(pki, filled(waiting, make)).conclusion is Conclusion.VALID
    return made[0]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_spoilt_value_gets_a_verdict(
    pki: Pki, waiting: bytes, value: bytes, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(value) - 1))
    spoilt = bytearray(value)
    spoilt[place] ^= data.draw(st.integers(1, 255))
    verdict = judged(pki, filled(waiting, lambda _: bytes(spoilt)))
    signer = pki.leader.certificate.public_bytes(Encoding.DER)
    start = value.index(signer)
    if start <= place < start + len(signer):
        assert verdict.conclusion is not Conclusion.VALID, place - start


def test_a_certificate_that_no_parser_likes_is_told(pki: Pki, waiting: bytes) -> None:
    twice = with_extension(x509.SubjectKeyIdentifier(b"again"))
    odd = reissued(pki.leader, pki.intermediate, twice)
    recipe = Recipe(signer=odd)
    verdict = judged(pki, filled(waiting, lambda content: cms_over(content, recipe)))
    assert verdict.conclusion is Conclusion.INDETERMINATE
    assert "certificate_unreadable" in codes(verdict)


def test_a_certificate_that_no_parser_likes_harms_nobody_beside_it(
    pki: Pki, waiting: bytes
) -> None:
    odd = reissued(pki.agency, pki.intermediate, with_extension(x509.OCSPNoCheck()))
    odd = reissued(odd, pki.intermediate, with_extension(x509.OCSPNoCheck()))
    ders = [one.public_bytes(Encoding.DER) for one in (odd.certificate, pki.leader.certificate)]
    recipe = Recipe(signer=pki.leader, certificates=ders)
    verdict = judged(pki, filled(waiting, lambda content: cms_over(content, recipe)))
    assert verdict.conclusion is Conclusion.VALID, codes(verdict)
