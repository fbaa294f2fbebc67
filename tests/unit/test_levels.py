"""A level is given for what is in the file, whole, and not for less (EN 319 142-1 clause 6.3)."""

import io
from datetime import UTC, datetime

import pytest
from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.validation.dss import DocumentSecurityStore

from signing.policy import Policy
from signing.verdict import Level
from signing.verify import verify
from sohoa.samples.authority import Authority
from tests.support.made_cms import (
    DOCUMENT_TIMESTAMP,
    Recipe,
    cms_over,
    filled,
    token_over,
    waiting_pdf,
)
from tests.support.made_crls import crl
from tests.support.pki import Pki
from tests.unit.test_verify_time import document_timestamped, timestamped

BOTH = ("root.crl", "intermediate.crl")


def with_store(pdf: bytes, *crls: bytes, certificates: tuple[bytes, ...] = ()) -> bytes:
    out = io.BytesIO(pdf)
    DocumentSecurityStore.add_dss(
        out,
        sig_contents=None,
        crls=[asn1_crl.CertificateList.load(one) for one in crls],
        certs=[asn1_x509.Certificate.load(one) for one in certificates],
    )
    return out.getvalue()


def level(pdf: bytes, *, field: int = 0) -> Level:
    """Return the level as somebody sees it who trusts nobody."""
    verdict = verify(pdf, trust=None, policy=Policy(), at=datetime.now(UTC))
    return verdict.signatures[field].level


@pytest.fixture(scope="module")
def stamped(pki: Pki) -> bytes:
    return timestamped(pki.leader, pki.tsa)


def crls_of(pki: Pki, *names: str) -> list[bytes]:
    return [(pki.folder / name).read_bytes() for name in names]


@pytest.mark.parametrize(
    ("names", "reached"),
    [((), Level.B_T), (BOTH[1:], Level.B_T), (BOTH[:1], Level.B_T), (BOTH, Level.B_LT)],
)
def test_an_answer_about_everybody_on_the_paths_is_needed(
    pki: Pki, stamped: bytes, names: tuple[str, ...], reached: Level
) -> None:
    root = pki.root.certificate.public_bytes(Encoding.DER)
    pdf = with_store(stamped, *crls_of(pki, *names), certificates=(root,))
    assert level(pdf) is reached


def test_the_timestamps_authority_needs_its_answers_too(pki: Pki) -> None:
    other = Authority.root("Gốc của nơi đóng dấu", pki.now)
    signed = timestamped(pki.leader, other.issue_timestamping("TSA khác"))
    root = other.certificate.public_bytes(Encoding.DER)
    known = crls_of(pki, *BOTH)
    assert level(with_store(signed, *known, certificates=(root,))) is Level.B_T
    both = [*known, other.crl()]
    assert level(with_store(signed, *both, certificates=(root,))) is Level.B_LT


def test_a_forged_answer_makes_no_level(pki: Pki, stamped: bytes) -> None:
    forged = Authority.root("CA thử nghiệm", pki.now)
    lie = crl(forged, name=pki.intermediate.certificate.subject).public_bytes(Encoding.DER)
    assert level(with_store(stamped, *crls_of(pki, BOTH[0]), lie)) is Level.B_T


def test_only_a_timestamp_over_the_store_makes_it_last(pki: Pki, stamped: bytes) -> None:
    crls = crls_of(pki, *BOTH)
    before = with_store(document_timestamped(stamped, pki.tsa), *crls)
    assert level(before) is Level.B_LT
    assert level(document_timestamped(with_store(stamped, *crls), pki.tsa)) is Level.B_LTA


def test_a_document_timestamp_stands_for_the_signatures_own(pki: Pki) -> None:
    plain = filled(
        waiting_pdf(pki.leader), lambda content: cms_over(content, Recipe(signer=pki.leader))
    )
    assert level(plain) is Level.B_B
    once = document_timestamped(plain, pki.tsa)
    assert level(once) is Level.B_T
    lasting = with_store(once, *crls_of(pki, *BOTH))
    assert level(lasting) is Level.B_LT
    assert level(document_timestamped(lasting, pki.tsa)) is Level.B_LTA


def test_a_timestamp_over_something_else_makes_no_level(pki: Pki) -> None:
    def made(content: bytes) -> bytes:
        token = token_over(b"another value", Recipe(signer=pki.tsa))
        return cms_over(content, Recipe(signer=pki.leader, tokens=[token]))

    assert level(filled(waiting_pdf(pki.leader), made)) is Level.NONE


def test_a_document_timestamp_and_an_unnamed_certificate_have_no_level(pki: Pki) -> None:
    waiting = waiting_pdf(pki.leader)
    stamp = filled(
        waiting, lambda content: token_over(content, Recipe(signer=pki.tsa)), DOCUMENT_TIMESTAMP
    )
    unnamed = Recipe(signer=pki.leader, edit=lambda held: held[:2])
    assert level(stamp) is Level.NONE
    assert level(filled(waiting, lambda content: cms_over(content, unnamed))) is Level.NONE
