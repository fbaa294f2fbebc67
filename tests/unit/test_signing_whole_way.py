"""One signature from PDF to PDF, judged by programs that are not ours."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest

from signing.apply import Signer
from signing.certificates.trust import TrustStore
from signing.cms.builder import CmsBuilder, CmsByAlgorithm
from signing.cms.cms_endesive import EndesiveCms
from signing.cms.cms_pyhanko import PyhankoCms
from signing.errors import CertificateRefusedError, ClockError, UnsuitableDocumentError
from signing.profiles import Profile, SignatureSpec
from signing.timestamping.timestamp_rfc3161 import Rfc3161Timestamper
from sohoa.samples.authority import Identity
from tests.support.blank_pdfs import blank_pdf, saved
from tests.support.pdf_judges import (
    pdfsig_says_valid,
    pyhanko_trusts,
    qpdf_finds_no_fault,
    shown_text,
)
from tests.support.pki import Pki, key_of
from tests.support.tsa import Tsa
from tests.support.whole_bytes import embed, prepare


def now() -> datetime:
    return datetime.now(UTC)


def signer(pki: Pki, cms: CmsBuilder | None = None) -> Signer:
    both = CmsByAlgorithm(rsa=EndesiveCms(), ec=PyhankoCms())
    return Signer(cms=cms or both, clock=now, trust=TrustStore.from_folder(pki.folder))


def spec(profile: Profile = Profile.INVISIBLE, **more: object) -> SignatureSpec:
    return SignatureSpec(profile=profile, at=now(), **more)  # type: ignore[arg-type]


def written(path: Path, pdf: bytes) -> Path:
    path.write_bytes(pdf)
    return path


@pytest.mark.parametrize("streams", [False, True])
@pytest.mark.parametrize("who", ["leader", "curve"])
def test_a_signature_is_valid_for_three_other_programs(
    pki: Pki, tmp_path: Path, who: str, *, streams: bool
) -> None:
    pdf = blank_pdf(streams=streams)
    signed = signer(pki).sign(pdf, spec(), key_of(getattr(pki, who)))
    path = written(tmp_path / "signed.pdf", signed)
    assert signed.startswith(pdf)
    assert pdfsig_says_valid(path) == 1
    assert qpdf_finds_no_fault(path)
    assert pyhanko_trusts(path, [pki.root.certificate])


def test_both_builders_make_good_rsa_signatures(pki: Pki, tmp_path: Path) -> None:
    both: tuple[CmsBuilder, ...] = (EndesiveCms(), PyhankoCms())
    for index, cms in enumerate(both):
        signed = signer(pki, cms).sign(blank_pdf(), spec(), key_of(pki.leader))
        assert pdfsig_says_valid(written(tmp_path / f"{index}.pdf", signed)) == 1


def test_the_same_digest_and_rsa_key_give_the_same_cms(pki: Pki) -> None:
    key = key_of(pki.leader)
    assert EndesiveCms().build(bytes(32), key) == EndesiveCms().build(bytes(32), key)


def test_the_cms_builder_never_sees_more_than_a_digest(pki: Pki) -> None:
    with pytest.raises(ValueError, match="25 bytes"):
        EndesiveCms().build(b"%PDF-1.7 a whole document", key_of(pki.leader))


def test_a_leader_signs_and_the_agency_seals(pki: Pki, tmp_path: Path) -> None:
    first = signer(pki).sign(blank_pdf(), spec(Profile.LEADER), key_of(pki.leader))
    second = signer(pki).sign(first, spec(Profile.AGENCY), key_of(pki.agency))
    path = written(tmp_path / "issued.pdf", second)
    assert second.startswith(first)
    assert pdfsig_says_valid(path) == 2
    assert qpdf_finds_no_fault(path)
    assert pyhanko_trusts(path, [pki.root.certificate])


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("profile", "more", "text"),
    [
        (Profile.LEADER, {}, "Ký bởi: Nguyễn Thị Thủy Hường"),
        (Profile.DIGITISER, {}, "Người số hóa: Nguyễn Thị Thủy Hường"),
        (Profile.COPY, {"agency": "UBND xã Đông Hải"}, "SAO Y\nUBND xã Đông Hải"),
        (Profile.APPENDIX, {"reference": "12/QĐ-UBND"}, "Kèm theo văn bản số: 12/QĐ-UBND"),
        (Profile.AGENCY, {"name": "UBND xã Ỷ Tịch"}, "Ký bởi: UBND xã Ỷ Tịch"),
    ],
)
def test_a_visible_form_shows_vietnamese_words_that_can_be_copied(
    pki: Pki, tmp_path: Path, profile: Profile, more: dict[str, str], text: str, rotation: int
) -> None:
    pdf = blank_pdf(rotation=rotation)
    signed = signer(pki).sign(pdf, spec(profile, **more), key_of(pki.leader))
    path = written(tmp_path / "visible.pdf", signed)
    assert text in shown_text(path)
    assert "+07:00" in shown_text(path)
    assert qpdf_finds_no_fault(path)
    assert pdfsig_says_valid(path) == 1


def test_an_invisible_signature_shows_nothing(pki: Pki, tmp_path: Path) -> None:
    signed = signer(pki).sign(blank_pdf(), spec(), key_of(pki.leader))
    assert not shown_text(written(tmp_path / "invisible.pdf", signed)).strip()


def test_an_encrypted_pdf_is_signed_only_with_its_password(pki: Pki, tmp_path: Path) -> None:
    with pikepdf.new() as document:
        document.add_blank_page()
        pdf = saved(document, encryption=pikepdf.Encryption(owner="chủ", user="mở", R=6))
    with pytest.raises(UnsuitableDocumentError) as refused:
        signer(pki).sign(pdf, spec(), key_of(pki.leader))
    assert refused.value.code == "encrypted_document"
    signed = signer(pki).sign(pdf, spec(), key_of(pki.leader), password="mở")
    path = written(tmp_path / "encrypted.pdf", signed)
    assert pyhanko_trusts(path, [pki.root.certificate], "mở")


def _certified(document: pikepdf.Pdf) -> None:
    parameters = pikepdf.Dictionary(P=1)
    reference = pikepdf.Dictionary(TransformMethod=pikepdf.Name.DocMDP, TransformParams=parameters)
    document.Root.Perms = pikepdf.Dictionary(
        DocMDP=document.make_indirect(pikepdf.Dictionary(Reference=pikepdf.Array([reference])))
    )


def _scripted(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _launching(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    document.pages[0].Annots = pikepdf.Array(
        [document.make_indirect(pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=action))]
    )


def _layered(document: pikepdf.Pdf) -> None:
    document.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array())


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_certified, "certified_document"),
        (_scripted, "active_content"),
        (_launching, "active_content"),
        (_layered, "active_content"),
    ],
)
def test_what_may_not_be_signed_is_refused_before_the_key_is_used(
    pki: Pki, spoil: Callable[[pikepdf.Pdf], None], code: str
) -> None:
    with pikepdf.new() as document:
        document.add_blank_page()
        spoil(document)
        pdf = saved(document)
    with pytest.raises(UnsuitableDocumentError) as refused:
        prepare(pdf, spec(), pki.leader.certificate)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "pdf",
    [
        *(b"", b"%PDF-1.7", b"not a pdf at all", blank_pdf()[:300], b"\0" * 4096),
        blank_pdf().replace(b"/Size", b"/Prev 0 /Size"),  # a seek to before the beginning
    ],
)
def test_a_damaged_pdf_is_refused_as_damaged(pki: Pki, pdf: bytes) -> None:
    with pytest.raises(UnsuitableDocumentError) as refused:
        prepare(pdf, spec(), pki.leader.certificate)
    assert refused.value.code == "damaged_document"


def test_a_page_that_is_not_there_is_refused(pki: Pki) -> None:
    with pytest.raises(UnsuitableDocumentError) as refused:
        prepare(blank_pdf(), spec(Profile.LEADER, page=3), pki.leader.certificate)
    assert refused.value.code == "no_such_page"


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("expired", "certificate_expired"),
        ("future", "certificate_not_yet_valid"),
        ("revoked", "certificate_revoked"),
        ("encipher_only", "certificate_usage"),
        ("tls_server", "certificate_usage"),
        ("stranger", "certificate_untrusted"),
    ],
)
def test_a_certificate_that_may_not_sign_is_refused(pki: Pki, who: str, code: str) -> None:
    identity: Identity = getattr(pki, who)
    with pytest.raises(CertificateRefusedError) as refused:
        signer(pki).sign(blank_pdf(), spec(), key_of(identity))
    assert refused.value.code == code


def test_a_cms_goes_only_into_an_empty_place_that_is_large_enough(pki: Pki) -> None:
    prepared = prepare(blank_pdf(), spec(room=64), pki.leader.certificate)
    with pytest.raises(UnsuitableDocumentError, match="room for 64"):
        embed(prepared, bytes(65))
    filled = replace(prepared, pdf=embed(prepared, b"\1"))
    with pytest.raises(UnsuitableDocumentError, match="no empty signature placeholder"):
        embed(filled, b"\2")


def test_a_spec_survives_the_way_into_another_process() -> None:
    whole = spec(Profile.COPY, agency="Ủy ban", box=(1.0, 2.0, 3.0, 4.0), image=Path("a.png"))
    assert SignatureSpec.from_json(whole.to_json()) == whole


def test_no_paper_is_signed_before_a_time_that_is_proven_in_it(pki: Pki, tsa: Tsa) -> None:
    stamping = replace(
        signer(pki), timestamper=Rfc3161Timestamper([tsa.url], roots=[pki.root.certificate])
    )
    stamped = stamping.sign(blank_pdf(), spec(), key_of(pki.leader))
    late = replace(signer(pki), clock=lambda: now() - timedelta(minutes=30), trust=TrustStore())
    assert late.sign(blank_pdf(), spec(), key_of(pki.leader))
    trusting = TrustStore(anchors=(pki.root.certificate,))
    with pytest.raises(ClockError):
        replace(late, trust=trusting).sign(stamped, spec(), key_of(pki.leader))
