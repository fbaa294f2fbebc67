"""Every kind of PDF takes two signatures in place, and judges that are not ours find no fault."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from signing.apply import Signer
from signing.certificates.trust import TrustStore
from signing.cms.builder import CmsByAlgorithm
from signing.cms.cms_endesive import EndesiveCms
from signing.cms.cms_pyhanko import PyhankoCms
from signing.errors import KeyUnavailableError, SelfCheckError, UnsuitableDocumentError
from signing.keys.signature_algorithm import HASHES, SignatureAlgorithm
from signing.making.plain_file import PlainFile
from signing.making.room import held_room
from signing.making.unusual import UnusualFileError
from signing.policy import Policy
from signing.profiles import Profile, SignatureSpec
from signing.verdict import Conclusion
from signing.verify import verify
from tests.support.blank_pdfs import blank_pdf, saved
from tests.support.kinds_of_pdf import PLAIN
from tests.support.pdf_judges import pdfsig_says_valid, pyhanko_trusts, qpdf_finds_no_fault
from tests.support.pki import PIN, Pki, key_of


def now() -> datetime:
    return datetime.now(UTC)


def signer(pki: Pki, **more: bool) -> Signer:
    both = CmsByAlgorithm(rsa=EndesiveCms(), ec=PyhankoCms())
    return Signer(cms=both, clock=now, trust=TrustStore.from_folder(pki.folder), **more)


def spec(profile: Profile = Profile.INVISIBLE, **more: str) -> SignatureSpec:
    return SignatureSpec(profile=profile, at=now(), **more)


def is_plain(path: Path, pki: Pki) -> bool:
    with path.open("rb") as file:
        try:
            held_room(path, file.fileno(), spec(), pki.leader.certificate)
        except UnusualFileError:
            return False
        return True


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.pdf"
    path.write_bytes(blank_pdf())
    return path


@pytest.mark.parametrize("kind", PLAIN)
def test_each_kind_is_signed_twice_in_place(pki: Pki, paper: Path, kind: str) -> None:
    before = PLAIN[kind]()
    paper.write_bytes(before)
    assert is_plain(paper, pki)
    signer(pki).sign_in_place(paper, spec(Profile.DIGITISER), key_of(pki.leader))
    assert is_plain(paper, pki)
    signer(pki).sign_in_place(paper, spec(reason="Phê duyệt"), key_of(pki.agency))
    assert paper.read_bytes().startswith(before)
    assert pdfsig_says_valid(paper) == 2
    assert qpdf_finds_no_fault(paper)
    if kind != "hybrid":  # which pyHanko does not judge
        assert pyhanko_trusts(paper, [pki.root.certificate])
    verdict = verify(paper, trust=signer(pki).trust, policy=Policy(), at=now())
    assert verdict.conclusion is Conclusion.VALID


@pytest.mark.parametrize("hash_name", HASHES)
@pytest.mark.parametrize("pss", [False, True])
def test_each_algorithm_passes_the_self_check_and_other_judges(
    pki: Pki, paper: Path, hash_name: str, *, pss: bool
) -> None:
    signer(pki, pss=pss).sign_in_place(paper, spec(hash=hash_name), key_of(pki.leader))
    assert pdfsig_says_valid(paper) == 1
    assert pyhanko_trusts(paper, [pki.root.certificate])


def _certified(document: pikepdf.Pdf, level: int) -> None:
    parameters = Dictionary(Type=Name.TransformParams, P=level, V=Name("/1.2"))
    reference = Dictionary(TransformMethod=Name.DocMDP, TransformParams=parameters)
    document.Root.Perms = Dictionary(
        DocMDP=document.make_indirect(Dictionary(Reference=Array([reference])))
    )


@pytest.mark.parametrize("level", [2, 3])
def test_a_certification_that_allows_signatures_goes_the_thorough_way(
    pki: Pki, paper: Path, level: int
) -> None:
    with pikepdf.new() as document:
        document.add_blank_page()
        _certified(document, level)
        paper.write_bytes(saved(document))
    assert not is_plain(paper, pki)
    signer(pki).sign_in_place(paper, spec(), key_of(pki.leader))
    assert pdfsig_says_valid(paper) == 1


def _field(document: pikepdf.Pdf, **more: pikepdf.Object) -> None:
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T="Cho", Rect=Array([0, 0, 0, 0]), F=132
    )
    for key, value in more.items():
        field[f"/{key}"] = value
    field = document.make_indirect(field)
    document.pages[0].Annots = Array([field])
    document.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=1)


def test_a_field_that_waits_is_filled_and_its_lock_is_honoured(pki: Pki, paper: Path) -> None:
    with pikepdf.new() as document:
        document.add_blank_page()
        _field(document, Lock=Dictionary(Type=Name.SigFieldLock, Action=Name.All))
        paper.write_bytes(saved(document))
    signer(pki).sign_in_place(paper, spec(field="Cho"), key_of(pki.leader))
    assert pyhanko_trusts(paper, [pki.root.certificate])
    before = paper.read_bytes()
    with pytest.raises(UnsuitableDocumentError) as refused:
        signer(pki).sign_in_place(paper, spec(), key_of(pki.agency))
    assert refused.value.code == "locked_document"
    assert paper.read_bytes() == before


@pytest.mark.parametrize(
    ("demand", "refused"),
    [
        (Dictionary(Ff=2, SubFilter=Array([Name("/adbe.pkcs7.detached")])), True),
        (Dictionary(Ff=2, SubFilter=Array([Name("/ETSI.CAdES.detached")])), False),
        (Dictionary(SubFilter=Array([Name("/adbe.pkcs7.detached")])), False),  # only a wish
        (Dictionary(Ff=8, Reasons=Array(["Duyệt"])), True),
        (Dictionary(Ff=64, DigestMethod=Array(["SHA512"])), True),
    ],
)
def test_what_a_field_demands_is_given_or_the_signature_refused(
    pki: Pki, paper: Path, demand: Dictionary, *, refused: bool
) -> None:
    with pikepdf.new() as document:
        document.add_blank_page()
        _field(document, SV=demand)
        paper.write_bytes(saved(document))
    if not refused:
        signer(pki).sign_in_place(paper, spec(field="Cho"), key_of(pki.leader))
        assert pdfsig_says_valid(paper) == 1
        return
    with pytest.raises(UnsuitableDocumentError) as error:
        signer(pki).sign_in_place(paper, spec(field="Cho"), key_of(pki.leader))
    assert error.value.code == "field_demands"


def test_a_broken_signature_is_not_signed_over(pki: Pki, paper: Path) -> None:
    signer(pki).sign_in_place(paper, spec(), key_of(pki.leader))
    forged = paper.read_bytes().replace(b"[ 0 0 595 842 ]", b"[ 0 0 595 841 ]")
    paper.write_bytes(forged)
    with pytest.raises(UnsuitableDocumentError) as refused:
        signer(pki).sign_in_place(paper, spec(), key_of(pki.agency))
    assert refused.value.code == "invalid_signature"
    assert paper.read_bytes() == forged


class Failing:
    """A key whose device is pulled out."""

    def __init__(self, pki: Pki) -> None:
        self.certificate, self.chain = pki.leader.certificate, pki.leader.chain

    def sign(self, _data: bytes, _algorithm: SignatureAlgorithm) -> bytes:
        raise KeyUnavailableError("gone")


class Lying(Failing):
    def sign(self, _data: bytes, _algorithm: SignatureAlgorithm) -> bytes:
        return bytes(256)


@pytest.mark.parametrize(
    ("key", "error"), [(Failing, KeyUnavailableError), (Lying, SelfCheckError)]
)
def test_a_file_is_as_it_was_when_the_signature_fails(
    pki: Pki, paper: Path, key: type[Failing], error: type[Exception]
) -> None:
    before = paper.read_bytes()
    with pytest.raises(error):
        signer(pki).sign_in_place(paper, spec(), key(pki))
    assert paper.read_bytes() == before
    assert [entry.name for entry in paper.parent.iterdir()] == ["paper.pdf"]


def test_two_signers_at_once_do_not_spoil_the_file(pki: Pki, paper: Path) -> None:
    refusals = []

    class Meanwhile(Failing):
        def sign(self, data: bytes, algorithm: SignatureAlgorithm) -> bytes:
            with pytest.raises(UnsuitableDocumentError, match="somebody else") as refused:
                signer(pki).sign_in_place(paper, spec(), key_of(pki.agency))
            refusals.append(refused.value)
            return key_of(pki.leader).sign(data, algorithm)

    signer(pki).sign_in_place(paper, spec(), Meanwhile(pki))
    assert len(refusals) == 1
    assert pdfsig_says_valid(paper) == 1


_KILLED = """
import os, signal, sys
from pathlib import Path
from tests.unit.test_kinds_of_pdf import now, spec
from signing.apply import Signer
from signing.cms.cms_endesive import EndesiveCms
from signing.keys.keys_p12 import open_p12

class Fatal:
    def __init__(self, key):
        self.certificate, self.chain = key.certificate, key.chain
    def sign(self, data, algorithm):
        os.kill(os.getpid(), signal.SIGKILL)

key = Fatal(open_p12(Path(sys.argv[2]), sys.argv[3]))
Signer(cms=EndesiveCms(), clock=now).sign_in_place(Path(sys.argv[1]), spec(), key)
"""


def test_a_process_that_dies_while_the_key_is_at_work_leaves_the_file(
    pki: Pki, paper: Path, tmp_path: Path
) -> None:
    pki.leader.write_p12(tmp_path / "key.p12", PIN)
    before = paper.read_bytes()
    command = [sys.executable, "-c", _KILLED, paper, tmp_path / "key.p12", PIN]
    died = subprocess.run(command, check=False, timeout=60, env={**os.environ, "PYTHONPATH": "."})
    assert died.returncode == -signal.SIGKILL
    assert paper.read_bytes() == before


def test_a_long_file_is_read_in_pieces(pki: Pki, paper: Path) -> None:
    with paper.open("rb") as file:
        plain = PlainFile(file.fileno())
        assert plain.root == (1, 0)
        assert plain.size == paper.stat().st_size
