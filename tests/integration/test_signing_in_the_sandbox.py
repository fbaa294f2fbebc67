"""A signature made around the wall: the PDF on one side, the key on the other (law 8)."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from signing.cms.cms_endesive import EndesiveCms
from signing.policy import Policy
from signing.profiles import Profile, SignatureSpec
from signing.verdict import Conclusion
from sohoa.samples.authority import Identity
from tests.support.pki import Pki, key_of
from tests.support.signed_pdfs import paper_pdf
from workers.errors import TaskRefusedError
from workers.file_reach import Reach
from workers.sandbox import Sandbox
from workers.sandboxed import Sandboxed


@pytest.fixture
def sandboxed(tmp_path: Path, pki: Pki) -> Iterator[Sandboxed]:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    reach = Reach(read=(str(pki.folder),), write=(str(tmp_path),))
    with Sandbox(scratch=scratch, reach=reach) as sandbox:
        yield Sandboxed(sandbox)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.pdf"
    path.write_bytes(paper_pdf())
    return path


def sign(
    sandboxed: Sandboxed, pki: Pki, draft: Path, *, by: Identity | None = None, spoil: bool = False
) -> Path:
    key = key_of(by or pki.leader)
    now = datetime.now(UTC)
    certificate = key.certificate.public_bytes(Encoding.PEM).decode()
    spec = SignatureSpec(profile=Profile.INVISIBLE, at=now)
    prepared, signed = draft.with_name("prepared.pdf"), draft.with_name("signed.pdf")
    digest, region = sandboxed.prepare(draft, spec, certificate, prepared)
    cms = EndesiveCms().build(bytes(32) if spoil else bytes.fromhex(digest), key)
    sandboxed.embed(
        prepared,
        region=region,
        cms=cms,
        original=hashlib.sha256(draft.read_bytes()).hexdigest(),
        size=draft.stat().st_size,
        certificate=certificate,
        roots=[pki.root.certificate.public_bytes(Encoding.PEM).decode()],
        at=now,
        timestamped=False,
        out=signed,
    )
    return signed


def test_a_signed_file_grew_from_the_draft_and_is_valid(
    sandboxed: Sandboxed, pki: Pki, draft: Path
) -> None:
    signed = sign(sandboxed, pki, draft)
    assert signed.read_bytes().startswith(draft.read_bytes())
    verdict = sandboxed.verify(signed, pki.folder, Policy(), datetime.now(UTC))
    assert verdict.conclusion is Conclusion.VALID


def test_without_trust_a_good_signature_is_indeterminate(
    sandboxed: Sandboxed, pki: Pki, draft: Path
) -> None:
    signed = sign(sandboxed, pki, draft)
    verdict = sandboxed.verify(signed, None, Policy(), datetime.now(UTC))
    assert verdict.conclusion is Conclusion.INDETERMINATE


def test_a_cms_for_other_bytes_never_becomes_a_file(
    sandboxed: Sandboxed, pki: Pki, draft: Path
) -> None:
    with pytest.raises(TaskRefusedError) as caught:
        sign(sandboxed, pki, draft, spoil=True)
    assert caught.value.code == "self_check_failed"
    assert not draft.with_name("signed.pdf").exists()


def test_a_trust_folder_that_cannot_be_read_is_told(
    sandboxed: Sandboxed, draft: Path, tmp_path: Path
) -> None:
    with pytest.raises(TaskRefusedError) as caught:
        sandboxed.verify(draft, tmp_path / "nowhere", Policy(), datetime.now(UTC))
    assert caught.value.code == "trust_folder_unreadable"


@pytest.mark.parametrize("trusting", [True, False])
def test_nothing_is_prepared_over_a_signer_who_is_known_to_be_revoked(
    sandboxed: Sandboxed, pki: Pki, draft: Path, *, trusting: bool
) -> None:
    signed = sign(sandboxed, pki, draft, by=pki.revoked)
    spec = SignatureSpec(profile=Profile.INVISIBLE, at=datetime.now(UTC))
    certificate = pki.leader.certificate.public_bytes(Encoding.PEM).decode()
    out, trust = draft.with_name("again.pdf"), pki.folder if trusting else None
    if not trusting:
        sandboxed.prepare(signed, spec, certificate, out, trust=trust)
        return
    with pytest.raises(TaskRefusedError) as refused:
        sandboxed.prepare(signed, spec, certificate, out, trust=trust)
    assert refused.value.code == "invalid_signature"


def test_the_refusal_of_an_active_paper_names_what_was_found(
    sandboxed: Sandboxed, pki: Pki, draft: Path
) -> None:
    active = draft.with_name("active.pdf")
    with pikepdf.open(draft) as paper:
        paper.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
        paper.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array())
        paper.save(active)
    spec = SignatureSpec(profile=Profile.INVISIBLE, at=datetime.now(UTC))
    certificate = pki.leader.certificate.public_bytes(Encoding.PEM).decode()
    with pytest.raises(TaskRefusedError) as refused:
        sandboxed.prepare(active, spec, certificate, draft.with_name("again.pdf"))
    assert refused.value.code == "active_content"
    assert refused.value.facts == {"kinds": ("launch", "optional_content")}


def test_what_a_library_said_of_a_damaged_file_is_for_the_log_only(
    sandboxed: Sandboxed, pki: Pki, draft: Path
) -> None:
    broken = draft.with_name("broken.pdf")
    broken.write_bytes(b"%PDF-1.7\nnothing")
    spec = SignatureSpec(profile=Profile.INVISIBLE, at=datetime.now(UTC))
    certificate = pki.leader.certificate.public_bytes(Encoding.PEM).decode()
    with pytest.raises(TaskRefusedError) as refused:
        sandboxed.prepare(broken, spec, certificate, draft.with_name("again.pdf"))
    assert refused.value.code == "damaged_document"
    assert "PdfError" not in str(refused.value)
    assert any("PdfError" in note for note in refused.value.__notes__)
