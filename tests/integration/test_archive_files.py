"""Archive files out of every kind of scan: sound, PDF/A-2u, pictures untouched, text exact."""

import pickle
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from ingest.archiving.archive import assemble
from ingest.archiving.archive_file import ArchiveMetadata
from ingest.errors import EncryptedScanError, UnreadableScanError
from ingest.text import Box, Line, PageKind, PageText, Word
from sohoa.samples.stack import DemoStack
from tests.support.archive_checks import claims_pdfa, violations
from tests.support.printed_pages import page, printed

META = ArchiveMetadata(title="Đơn & <giấy> tờ", created=datetime(2026, 11, 21, 8, 30, tzinfo=UTC))
WIDTH, HEIGHT, DPI = 620, 877, 75
WORDS = ("ỦY BAN NHÂN DÂN TỈNH ĐẮK NÔNG", "Số: 15/QĐ-UBND – “trích” m² 𝒳", "a b ê ỡ")


def drawn(turn: int = 0, mode: str = "RGB") -> Image.Image:
    """A page with a mark in its upper left corner, turned clockwise by `turn`."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((40, 40, 240, 120), fill="black")
    draw.ellipse((400, 600, 520, 720), outline="red", width=6)
    return picture.rotate(-turn, expand=True).convert(mode)


def read(turn: int = 0, skew: float = 0.0, source: int = 0) -> PageText:
    lines = []
    for row, text in enumerate(WORDS):
        line = printed(12, 20 + 6 * row, text)
        scale = WIDTH / 2480
        lines.append(
            Line(
                tuple(
                    Word(
                        word.text,
                        Box(
                            *(
                                side * scale
                                for side in (word.box.x0, word.box.y0, word.box.x1, word.box.y1)
                            )
                        ),
                        1.0,
                    )
                    for word in line.words
                )
            )
        )
    return replace(
        page(*lines), source=source, width=WIDTH, height=HEIGHT, dpi=DPI, rotation=turn, skew=skew
    )


def texts(path: Path, number: int = 0) -> list[list[str]]:
    """The words of a page as three programs find them."""
    with pypdfium2.PdfDocument(path) as pdf:
        seen = pdf[number].get_textpage().get_text_range()
    shown = str(number + 1)
    raw = subprocess.run(
        ["pdftotext", "-raw", "-f", shown, "-l", shown, path, "-"],  # noqa: S607 - from the PATH
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    ).stdout
    return [seen.split(), pypdf.PdfReader(path).pages[number].extract_text().split(), raw.split()]


def shown(path: Path, number: int = 0) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    with pypdfium2.PdfDocument(path) as pdf:
        bitmap = pdf[number].render(scale=1, grayscale=True).to_pil()
    return np.asarray(bitmap.resize((WIDTH // 2, HEIGHT // 2)), np.float64)


def sound(path: Path) -> None:
    done = subprocess.run(
        ["qpdf", "--check", path],  # noqa: S607 - from the PATH
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr


KINDS: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "jpeg": ("RGB", "JPEG", {"quality": 80}, "/DCTDecode"),
    "grey jpeg": ("L", "JPEG", {"quality": 80}, "/DCTDecode"),
    "png": ("RGB", "PNG", {}, "/FlateDecode"),
    "palette png": ("P", "PNG", {}, "/FlateDecode"),
    "black and white png": ("1", "PNG", {}, "/FlateDecode"),
    "transparent png": ("RGBA", "PNG", {}, "/FlateDecode"),
    "group 4 tiff": ("1", "TIFF", {"compression": "group4"}, "/CCITTFaxDecode"),
    "lzw tiff": ("RGB", "TIFF", {"compression": "tiff_lzw"}, "/FlateDecode"),
    "group 3 tiff": ("1", "TIFF", {"compression": "group3"}, "/CCITTFaxDecode"),
    "jpeg tiff": ("RGB", "TIFF", {"compression": "jpeg"}, "/FlateDecode"),
    "pdf": ("RGB", "PDF", {}, "/DCTDecode"),
}


@pytest.mark.parametrize(
    ("kind", "turn"), [*((kind, 90) for kind in KINDS), ("jpeg", 0), ("pdf", 180), ("jpeg", 270)]
)
def test_every_scan_becomes_an_upright_searchable_pdfa(
    kind: str, turn: int, tmp_path: Path
) -> None:
    mode, form, options, packing = KINDS[kind]
    scan, out = tmp_path / "scan", tmp_path / "out.pdf"
    drawn(turn, mode).save(scan, form, **options)
    result = assemble([scan], [read(turn)], out, META)
    assert (result.pages, result.pdfa, result.warnings) == (1, True, ())
    assert result.bytes == out.stat().st_size
    sound(out)
    assert violations(out) == []
    assert claims_pdfa(out) == ("2", "U")
    assert texts(out) == [" ".join(WORDS).split()] * 3
    upright = np.asarray(drawn().convert("L").resize((WIDTH // 2, HEIGHT // 2)), np.float64)
    assert np.abs(shown(out) - upright).mean() < 6
    with pikepdf.open(out) as pdf:
        (image,) = pdf.pages[0].resources.XObject.values()
        assert str(image.Filter) == packing
        assert pdf.pages[0].rotation == (360 - turn) % 360


def test_the_scanners_bytes_are_kept(tmp_path: Path) -> None:
    jpeg = BytesIO()
    drawn().save(jpeg, "JPEG", quality=70)
    scan, out = tmp_path / "scan", tmp_path / "out.pdf"
    scan.write_bytes(jpeg.getvalue())
    assemble([scan], [read()], out, META)
    with pikepdf.open(out) as pdf:
        (image,) = pdf.pages[0].resources.XObject.values()
        assert image.read_raw_bytes() == jpeg.getvalue()


def test_pictures_inside_a_pdf_are_kept_and_its_own_turn_is_obeyed(tmp_path: Path) -> None:
    scan, out = tmp_path / "scan.pdf", tmp_path / "out.pdf"
    drawn(270).save(scan, "PDF", resolution=DPI)
    with pikepdf.open(scan, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Rotate = 90
        pdf.save(scan)
        (before,) = [one.read_raw_bytes() for one in pdf.pages[0].resources.XObject.values()]
    assemble([scan], [read()], out, META)
    with pikepdf.open(out) as pdf:
        (after,) = [one.read_raw_bytes() for one in pdf.pages[0].resources.XObject.values()]
        assert pdf.pages[0].rotation == 90
    assert after == before
    assert texts(out) == [" ".join(WORDS).split()] * 3


@pytest.mark.parametrize("skew", [-2.0, -0.4, 0.7, 1.5])
def test_text_of_a_tilted_page_is_exact_too(skew: float, tmp_path: Path) -> None:
    scan, out = tmp_path / "scan", tmp_path / "out.pdf"
    drawn().save(scan, "PNG")
    assemble([scan], [read(skew=skew)], out, META)
    assert texts(out) == [" ".join(WORDS).split()] * 3


def test_the_same_reading_gives_the_same_bytes(tmp_path: Path) -> None:
    scan = tmp_path / "scan"
    drawn().save(scan, "JPEG")
    outs = [tmp_path / "1.pdf", tmp_path / "2.pdf"]
    for out in outs:
        assemble([scan], [read()], out, META)
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_an_older_text_layer_is_replaced(tmp_path: Path) -> None:
    scan, once, twice = tmp_path / "scan", tmp_path / "once.pdf", tmp_path / "twice.pdf"
    drawn().save(scan, "JPEG")
    assemble([scan], [read()], once, META)
    result = assemble([once], [read()], twice, META)
    assert result.pdfa
    assert violations(twice) == []
    assert texts(twice) == [" ".join(WORDS).split()] * 3


def test_a_born_digital_page_is_kept_and_the_file_claims_nothing(
    sample_stack: DemoStack, tmp_path: Path
) -> None:
    scan, out = tmp_path / "scan", tmp_path / "out.pdf"
    drawn().save(scan, "JPEG")
    digital = replace(page(), source=1, kind=PageKind.BORN_DIGITAL)
    result = assemble([scan, sample_stack.decision], [read(), digital], out, META)
    assert not result.pdfa
    assert [one.code for one in result.warnings] == ["not_pdfa"]
    assert claims_pdfa(out) is None
    sound(out)
    with pypdfium2.PdfDocument(sample_stack.decision) as pdf:
        before = pdf[0].get_textpage().get_text_range()
    with pypdfium2.PdfDocument(out) as pdf:
        assert pdf[1].get_textpage().get_text_range() == before


def test_a_cmyk_picture_is_kept_but_is_no_pdfa(tmp_path: Path) -> None:
    scan, out = tmp_path / "scan", tmp_path / "out.pdf"
    drawn(mode="CMYK").save(scan, "JPEG")
    result = assemble([scan], [read()], out, META)
    assert not result.pdfa
    assert claims_pdfa(out) is None
    upright = np.asarray(drawn().convert("L").resize((WIDTH // 2, HEIGHT // 2)), np.float64)
    assert np.abs(shown(out) - upright).mean() < 12


def test_pages_may_be_chosen_from_several_files(tmp_path: Path) -> None:
    first, second, out = tmp_path / "1", tmp_path / "2", tmp_path / "out.pdf"
    drawn().save(first, "TIFF", save_all=True, append_images=[drawn(), drawn()])
    drawn().save(second, "PDF", save_all=True, append_images=[drawn()])
    chosen = [
        replace(read(source=1), source_page=1),
        replace(read(), source_page=2),
        replace(read(), source_page=0, lines=()),
    ]
    assert assemble([first, second], chosen, out, META).pages == 3
    sound(out)
    assert violations(out) == []
    assert texts(out, 1) == [" ".join(WORDS).split()] * 3
    assert texts(out, 2) == [[], [], []]


def test_bytes_of_pictures_do_not_stay_in_memory(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (HEIGHT, WIDTH, 3), np.uint8)
    scan = tmp_path / "scan"
    Image.fromarray(noise).save(scan, "PNG", compress_level=0)
    pages = [replace(read(source=number), index=number, lines=()) for number in range(40)]
    scans = [scan] * len(pages)
    weight = scan.stat().st_size * len(pages)
    code = (
        "import pickle, resource, sys\n"
        "from dataclasses import replace\n"
        "from ingest.archiving.archive import assemble\n"
        "scans, pages, out, meta = pickle.load(sys.stdin.buffer)\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "assemble(scans, pages, out, meta)\n"
        "again = [replace(page, source=0, source_page=page.index) for page in pages]\n"
        "assemble([out], again, out.with_suffix('.2.pdf'), meta)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=pickle.dumps((scans, pages, tmp_path / "out.pdf", META)),
        capture_output=True,
        check=True,
        timeout=120,
    )
    assert int(done.stdout) * 1024 < weight / 2


def test_what_cannot_be_opened_leaves_nothing_behind(tmp_path: Path) -> None:
    scan, out = tmp_path / "scan.pdf", tmp_path / "out.pdf"
    scan.write_bytes(b"%PDF-1.7\nnot really\n%%EOF\n")
    with pytest.raises(UnreadableScanError):
        assemble([scan], [read()], out, META)
    locked = tmp_path / "locked.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(EncryptedScanError):
        assemble([locked], [read()], out, META)
    assert {one.name for one in tmp_path.iterdir()} == {"scan.pdf", "locked.pdf"}


def test_a_page_that_is_not_there_is_told(tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    drawn().save(scan, "PDF")
    with pytest.raises(UnreadableScanError):
        assemble([scan], [replace(read(), source_page=7)], tmp_path / "out.pdf", META)


def test_text_outside_unicodes_first_plane_or_forbidden_is_harmless(tmp_path: Path) -> None:
    scan, out = tmp_path / "scan", tmp_path / "out.pdf"
    drawn().save(scan, "PNG")
    odd = Line(
        (Word("𝒳\ufeffa\x00b", Box(10, 10, 90, 30), 1.0), Word("\x00", Box(0, 0, 0, 0), 1.0))
    )
    assemble([scan], [replace(read(), lines=(odd,))], out, META)
    assert violations(out) == []
    assert texts(out) == [["𝒳ab"]] * 3
