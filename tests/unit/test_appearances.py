"""What a reader sees of each kind of signature (NĐ 30/2020, Phụ lục I), by its pixels."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from signing.cms.cms_endesive import EndesiveCms
from signing.profiles import Profile, SignatureSpec
from sohoa.samples.decision import write_draft_decision
from sohoa.samples.facts import invent_facts
from sohoa.samples.fonts import find_family
from tests.support.pki import Pki, key_of
from tests.support.signed_files import signed_with
from tests.support.turned_pages import Pixels, ink, seen, turned

_FACTS = invent_facts(Random(5))  # noqa: S311 - invented people
_AT = datetime(2026, 11, 21, 8, 30, 15, tzinfo=UTC)
_LONG = "ỦY BAN NHÂN DÂN PHƯỜNG ĐÔNG KINH NGHĨA THỤC"
_TURNS = [(90, (0.0, 0.0)), (180, (50.0, 30.0)), (270, (-40.0, 60.0)), (0, (-100.0, 7.0))]


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("draft") / "draft.pdf"
    write_draft_decision(_FACTS, find_family(), path)
    return path.read_bytes()


@pytest.fixture(scope="module")
def handwriting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("images") / "hand.png"
    image = Image.new("RGBA", (400, 132), (0, 0, 0, 0))
    ImageDraw.Draw(image).line([(4, 128), (120, 4), (260, 128), (396, 4)], (20, 50, 190, 255), 9)
    image.save(path)
    return path


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("images") / "seal.png"
    image = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((4, 4, 296, 296), outline=(210, 20, 20, 255), width=9)
    image.save(path)
    return path


def _sign(pki: Pki, pdf: bytes, profile: Profile, **more: object) -> bytes:
    spec = SignatureSpec(profile=profile, at=_AT, **more)  # type: ignore[arg-type]
    return signed_with(EndesiveCms(), key_of(pki.leader), pdf, spec)


def _words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    page = document[0]
    page.flatten()
    return str(document[0].get_textpage().get_text_range())


def _alike(one: Pixels, other: Pixels) -> bool:
    height, width = (min(a, b) for a, b in zip(one.shape[:2], other.shape[:2], strict=True))
    apart = np.abs(one[:height, :width] - other[:height, :width]).max(axis=2) > 128
    return bool(apart.mean() < 0.0002)


def _whole(pki: Pki, pdf: bytes, handwriting: Path, seal: Path) -> Pixels:
    """Return what is seen of a paper with every kind of signature that is seen."""
    pdf = _sign(pki, pdf, Profile.DIGITISER, name="Nguyễn Thị Ánh Tuyết")
    pdf = _sign(pki, pdf, Profile.LEADER, name=_FACTS.chairman, image=handwriting)
    pdf = _sign(pki, pdf, Profile.AGENCY, image=seal)
    return seen(_sign(pki, pdf, Profile.COPY, agency=_LONG))


@pytest.fixture(scope="module")
def upright(pki: Pki, draft: bytes, handwriting: Path, seal: Path) -> Pixels:
    shown = _whole(pki, draft, handwriting, seal)
    assert not _alike(seen(draft), shown)
    return shown


@pytest.mark.parametrize(("rotation", "shift"), _TURNS)
def test_a_reader_of_a_turned_or_shifted_page_sees_the_same(
    pki: Pki,
    draft: bytes,
    handwriting: Path,
    seal: Path,
    upright: Pixels,
    rotation: int,
    shift: tuple[float, float],
) -> None:
    assert _alike(upright, _whole(pki, turned(draft, rotation, shift), handwriting, seal))


def test_a_leader_signs_in_blue_between_title_and_name(
    pki: Pki, draft: bytes, handwriting: Path
) -> None:
    signed = _sign(pki, draft, Profile.LEADER, name=_FACTS.chairman, image=handwriting)
    before, after = seen(draft), seen(signed)
    x0, y0, x1, y1 = ink(before, after)
    title, name = _line(draft, "CHỦ TỊCH"), _line(draft, _FACTS.chairman)
    assert name[3] < y0 < y1 < title[1]
    assert abs((x0 + x1) / 2 - (name[0] + name[2]) / 2) < 4
    changed = np.abs(before - after).max(axis=2) > 100
    assert (after[changed][:, 2] > after[changed][:, 0]).all()


def test_a_leader_whose_printed_name_is_another_still_signs_under_the_title(
    pki: Pki, draft: bytes, handwriting: Path
) -> None:
    named = _sign(pki, draft, Profile.LEADER, name=_FACTS.chairman, image=handwriting)
    unnamed = _sign(pki, draft, Profile.LEADER, name="TEST CA 42", image=handwriting)
    assert _alike(seen(named), seen(unnamed))


def test_a_seal_in_its_real_size_lies_over_the_left_third_of_the_signature(
    pki: Pki, draft: bytes, handwriting: Path, seal: Path
) -> None:
    led = _sign(pki, draft, Profile.LEADER, name=_FACTS.chairman, image=handwriting)
    sealed = _sign(pki, led, Profile.AGENCY, image=seal)
    hand, red = ink(seen(draft), seen(led)), ink(seen(led), seen(sealed))
    assert red[0] < hand[0]
    assert (red[2] - hand[0]) / (hand[2] - hand[0]) == pytest.approx(1 / 3, abs=0.04)
    assert red[2] - red[0] == pytest.approx(36 / 25.4 * 72, abs=6)


def test_the_digitisers_mark_does_not_draw_the_seal_to_the_top(
    pki: Pki, draft: bytes, seal: Path
) -> None:
    marked = _sign(pki, draft, Profile.DIGITISER, name="Nguyễn Văn Bình")
    sealed = _sign(pki, marked, Profile.AGENCY, image=seal)
    assert ink(seen(marked), seen(sealed))[3] < 842 / 2


@pytest.mark.parametrize(
    ("profile", "more", "words", "at_left"),
    [
        (Profile.DIGITISER, {"name": "Nguyễn Thị Ưởng"}, "Nguyễn Thị Ưởng", True),
        (Profile.COPY, {"agency": _LONG}, f"SAO Y\r\n{_LONG}\r\n2026-11-21T15:30:15+07:00", False),
        (
            Profile.COPY,
            {"agency": "UBND XÃ", "copy_form": "TRÍCH SAO"},
            "TRÍCH SAO\r\nUBND XÃ\r\n2026-11-21T15:30:15+07:00",
            False,
        ),
        (Profile.APPENDIX, {"reference": "15/QĐ-UBND"}, "15/QĐ-UBND", False),
    ],
)
def test_marks_in_the_upper_margin_stand_in_their_corner_in_black_words(
    pki: Pki,
    draft: bytes,
    profile: Profile,
    more: dict[str, str],
    words: str,
    at_left: bool,
) -> None:
    signed = _sign(pki, draft, profile, **more)
    x0, y0, x1, _ = ink(seen(draft), seen(signed))
    assert y0 > 842 - 71
    assert (x0 < 30) if at_left else (x1 > 595 - 30)
    assert words in _words(signed)


def _line(pdf: bytes, words: str) -> tuple[float, float, float, float]:
    """Return the box of the last place where the words stand."""
    document = pypdfium2.PdfDocument(pdf)
    text = document[0].get_textpage()
    search = text.search(words, match_case=True)
    found = None
    while (place := search.get_next()) is not None:
        found = place
    assert found
    boxes = [text.get_charbox(found[0] + n) for n in range(found[1])]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
