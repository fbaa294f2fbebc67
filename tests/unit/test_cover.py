import pytest

from ingest.papers.cover import SEPARATOR, CoverSheet, ExpectedPart, decode

SHEET = CoverSheet(
    dossier="000.00.04.G18-190715-0012",
    parts=(
        ExpectedPart("DON", "Đơn đề nghị đăng ký biến động"),
        ExpectedPart("CCCD", "Căn cước công dân"),
    ),
)


def test_a_cover_sheet_comes_back_from_its_code() -> None:
    assert decode(SHEET.encode()) == SHEET


def test_a_phone_shows_the_dossier_in_plain_text() -> None:
    assert SHEET.encode().startswith("SOHOA1|000.00.04.G18-190715-0012|DON:Đơn đề nghị")


def test_a_title_with_our_own_separators_survives() -> None:
    sheet = CoverSheet(dossier="H38.1-260101-0001", parts=(ExpectedPart("DON", "a|b:c%7C\nd"),))
    assert decode(sheet.encode()) == sheet


@pytest.mark.parametrize(
    "code",
    [
        "",
        SEPARATOR,
        "https://example.org/",
        "001203000123||Nguyễn Văn A|01012003|Nam|Số 1, Phường X, Hà Nội|15052021",
        "SOHOA1|",
        "SOHOA1||00000000",
        SHEET.encode().replace("0012", "0013"),
        SHEET.encode().lower(),
        SHEET.encode()[:-1],
    ],
)
def test_another_code_or_a_damaged_one_is_no_cover_sheet(code: str) -> None:
    assert decode(code) is None


def test_a_sheet_without_a_dossier_is_refused() -> None:
    with pytest.raises(ValueError, match="dossier"):
        CoverSheet(dossier="")


def test_a_sheet_that_fits_no_qr_code_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        CoverSheet(dossier="H38", parts=(ExpectedPart("DON", "ế" * 1000),))
