"""`sohoa digitize` as a program sees it: exit status, JSON alone on its output, what is written."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from tests.support import coded_images
from tests.support.blank_pdfs import blank_pdf
from tests.support.command import Ran, sohoa, sohoa_here
from tests.support.pki import Pki
from tests.support.signed_pdfs import paper_pdf, signed_by

PASSWORD = "mở khóa"


@pytest.fixture(scope="module")
def desk(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with good papers, bad ones, a locked and a signed one."""
    folder = tmp_path_factory.mktemp("desk")
    Image.new("L", (620, 877), 250).save(folder / "page.png", dpi=(75, 75))
    (folder / "two.pdf").write_bytes(blank_pdf(pages=2))
    (folder / "cut.pdf").write_bytes(blank_pdf()[:300])
    (folder / "text.pdf").write_text("không phải PDF")
    (folder / "signed.pdf").write_bytes(signed_by(pki.leader, paper_pdf()))
    with pikepdf.open(folder / "two.pdf") as pdf:
        pdf.save(folder / "locked.pdf", encryption=pikepdf.Encryption(user=PASSWORD, owner="chủ"))
    (folder / "password").write_text(PASSWORD + "\n")
    (folder / "wrong").write_text("sai\n")
    return folder


def digitize(desk: Path, *words: str | Path, by: Callable[..., Ran] = sohoa_here) -> Ran:
    return by("digitize", *words, "--jobs", "1", "--json", cwd=desk)


def sidecar(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return read


def test_a_bad_scan_among_good_ones_is_1_and_in_the_warnings(desk: Path, tmp_path: Path) -> None:
    out, told = tmp_path / "out.pdf", tmp_path / "out.json"
    ran = digitize(
        desk, "cut.pdf", "page.png", "missing.pdf", "-o", out, "--sidecar", told, by=sohoa
    )
    assert ran.status == 1
    (record,) = ran.records
    assert [one["file"] for one in record["bad"]] == ["cut.pdf", "missing.pdf"]
    found = sidecar(told)
    assert [one["name"] for one in found["source"]] == ["page.png"]
    bad = [one for one in found["warnings"] if one["code"] == "scan_unreadable"]
    assert [one["message"].split(":")[0] for one in bad] == ["cut.pdf", "missing.pdf"]
    assert [one["page"] for one in bad] == [None, None]
    assert out.read_bytes().startswith(b"%PDF")


def test_a_bad_page_costs_itself_and_stays_in_its_place(desk: Path, tmp_path: Path) -> None:
    codings = coded_images.all_codings()
    cut = replace(codings["flate"], data=codings["flate"].data[:500])
    scan, out, told = tmp_path / "scan.pdf", tmp_path / "out.pdf", tmp_path / "out.json"
    scan.write_bytes(coded_images.pdf_of_pages(codings["jpeg"], cut, codings["fax, 1 is black"]))
    ran = digitize(desk, scan, "-o", out, "--access", tmp_path / "a.pdf", "--sidecar", told)
    assert (ran.status, ran.records[0]["bad"]) == (0, [])
    found = sidecar(told)
    warned = [(one["code"], one["page"]) for one in found["warnings"]]
    assert warned.count(("page_unreadable", 1)) == 1
    assert [page["blank"] for page in found["pages"]] == [False] * 3
    with pikepdf.open(out) as archive, pikepdf.open(scan) as original:
        assert len(archive.pages) == 3
        kept, given = (pdf.pages[1].Resources.XObject for pdf in (archive, original))
        (image,) = kept.values()
        assert image.read_raw_bytes() == given.Im0.read_raw_bytes()


def test_only_bad_scans_are_2_and_nothing_is_written(desk: Path, tmp_path: Path) -> None:
    ran = digitize(desk, "cut.pdf", "text.pdf", "locked.pdf", "-o", tmp_path / "out.pdf")
    assert (ran.status, ran.out) == (2, "")
    assert "locked.pdf" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_signed_paper_alone_is_copied_byte_for_byte(desk: Path, tmp_path: Path) -> None:
    out, told = tmp_path / "out.pdf", tmp_path / "out.json"
    ran = digitize(desk, "signed.pdf", "-o", out, "--sidecar", told)
    assert ran.status == 0
    assert out.read_bytes() == (desk / "signed.pdf").read_bytes()
    found = sidecar(told)
    assert found["pages"]
    assert "signed_copied" in [one["code"] for one in found["warnings"]]


@pytest.mark.parametrize(
    "words",
    [
        ("signed.pdf", "page.png", "-o", "OUT/out.pdf"),
        ("signed.pdf", "cut.pdf", "-o", "OUT/out.pdf"),
        ("signed.pdf", "--split", "OUT/split"),
        ("signed.pdf", "-o", "OUT/out.pdf", "--split", "OUT/split", "--sidecar", "OUT/out.json"),
    ],
)
def test_a_signed_paper_with_others_or_to_be_split_is_2(
    desk: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    ran = digitize(desk, *(word.replace("OUT", str(tmp_path)) for word in words))
    assert (ran.status, ran.out) == (2, "")
    assert list(tmp_path.iterdir()) == []


def test_pages_without_images_are_kept_and_the_warning_says_so(desk: Path, tmp_path: Path) -> None:
    ran = digitize(desk, "page.png", "two.pdf", "-o", tmp_path / "out.pdf")
    assert ran.status == 0
    (record,) = ran.records
    assert record["pages"] == 3
    assert "not_pdfa" in [one["code"] for one in record["warnings"]]


def test_a_locked_paper_is_read_with_its_password(desk: Path, tmp_path: Path) -> None:
    out, told = tmp_path / "out.pdf", tmp_path / "out.json"
    words = ("locked.pdf", "-o", out, "--sidecar", told)
    ran = digitize(desk, *words, "--password-file", "password")
    assert ran.status == 0, ran.err
    (source,) = sidecar(told)["source"]
    assert source["name"] == "locked.pdf"
    assert source["sha256"] == sha256((desk / "locked.pdf").read_bytes()).hexdigest()
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) == 2


@pytest.mark.parametrize("password", ["wrong", "missing"])
def test_a_wrong_password_is_2(desk: Path, tmp_path: Path, password: str) -> None:
    ran = digitize(desk, "locked.pdf", "-o", tmp_path / "out.pdf", "--password-file", password)
    assert (ran.status, ran.out) == (2, "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ("-o", "."),
        ("-o", "text.pdf/out.pdf"),
        ("--split", "text.pdf"),
        ("-o", "never.pdf", "--sidecar", "."),
        ("--sidecar", "only.json"),
    ],
)
def test_a_place_that_cannot_be_written_is_2(desk: Path, words: tuple[str, ...]) -> None:
    before = sorted(desk.iterdir())
    ran = digitize(desk, "page.png", *words)
    assert (ran.status, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert sorted(desk.iterdir()) == before


def test_an_access_copy_is_small_searchable_and_says_what_it_is(desk: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.pdf"
    ran = digitize(desk, "page.png", "two.pdf", "--access", copy)
    assert ran.status == 0, ran.err
    with pikepdf.open(copy) as pdf:
        assert len(pdf.pages) == 3
        assert pdf.docinfo.get("/Subject")
        with pdf.open_metadata() as metadata:
            assert "pdfaid:part" not in metadata


def test_half_a_picture_costs_the_other_files_nothing(desk: Path, tmp_path: Path) -> None:
    whole = io.BytesIO()
    Image.new("L", (620, 877), 250).save(whole, "JPEG", dpi=(75, 75))
    (tmp_path / "half.jpg").write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    told = tmp_path / "told.json"
    ran = digitize(
        desk, tmp_path / "half.jpg", "page.png", "-o", tmp_path / "o.pdf", "--sidecar", told
    )
    assert ran.status == 1
    assert told.is_file()
    assert (tmp_path / "o.pdf").is_file()
