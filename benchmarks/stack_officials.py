"""Invented papers of authorities: decisions, letters, notices, reports, and what hangs on them."""

from random import Random

from benchmarks.stack_pages import LEFT, MIDDLE, RIGHT, TOP, Draft, Look
from benchmarks.stack_words import (
    COMMUNES,
    LEGAL,
    PROVINCES,
    SENTENCES,
    SUBJECTS,
    chance,
    day,
    person,
)

_MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_TAGLINE = "Độc lập - Tự do - Hạnh phúc"
_TITLES = {
    "QD": ("QUYẾT ĐỊNH", "QĐ"),
    "TB": ("THÔNG BÁO", "TB"),
    "TTR": ("TỜ TRÌNH", "TTr"),
    "BC": ("BÁO CÁO", "BC"),
    "KH": ("KẾ HOẠCH", "KH"),
    "NQ": ("NGHỊ QUYẾT", "NQ"),
    "BB": ("BIÊN BẢN", "BB"),
    "GP": ("GIẤY PHÉP", "GP"),
    "GPXD": ("GIẤY PHÉP XÂY DỰNG", "GPXD"),
    "GXN": ("GIẤY XÁC NHẬN", "GXN"),
    "TBT": ("THÔNG BÁO NỘP TIỀN", "TB-CCT"),
}
_SPACED, _SHORT, _LONG = 0.04, 14, 34  # share; letters


def official(kind: str, look: Look, rng: Random, pages: int) -> list[Draft]:
    """Return a paper with the head of NĐ 30/2020, so many pages; some have an attachment."""
    commune = rng.choice(COMMUNES)
    number = str(rng.randint(1, 3999))
    sheets = [_first(kind, look, rng, commune, number)]
    numbered = chance(rng, 0.75)
    article = 0
    for at in range(pages):
        sheet = sheets[-1] if at == 0 else Draft(look)
        if at:
            sheets.append(sheet)
            if numbered:
                sheet.put(MIDDLE, TOP - 20, str(at + 1))
            sheet.y = TOP + 14
        if kind in {"QD", "NQ"} and (at == 1 or (at == 0 and pages == 1) or not article):
            article = _enact(kind, sheet, rng, article, last=at or pages == 1)
        while not sheet.full and chance(rng, 0.93):
            text = rng.choice(SENTENCES)
            if article and chance(rng, 0.5):
                article += 1
                text = f"Điều {article}. {text}"
            sheet.paragraph(text)
    _sign(sheets[-1], rng)
    if kind in {"QD", "TB", "KH", "BC", "TTR"} and chance(rng, 0.25):
        sheets += attachment(kind, number, look, rng)
    return sheets


def letter(look: Look, rng: Random, pages: int) -> list[Draft]:
    """Return an official letter, which bears no title."""
    sheets = [Draft(look)]
    first = sheets[0]
    _head(first, rng, rng.choice(COMMUNES), f"{rng.randint(1, 3999)}/UBND-VP")
    subject = rng.choice(SUBJECTS).removeprefix("Về việc ")
    first.put(LEFT, first.y - 6, f"V/v {subject[:36]}", look.size - 2)
    first.y += 24
    first.put(LEFT + 90, first.y, f"Kính gửi: {rng.choice(('Sở Tài chính', 'Các phòng ban'))}")
    first.y += 30
    for at in range(pages):
        if at:
            sheets.append(Draft(look))
            sheets[-1].put(MIDDLE, TOP - 20, str(at + 1))
            sheets[-1].y = TOP + 14
        while not sheets[-1].full and chance(rng, 0.9):
            sheets[-1].paragraph(rng.choice(SENTENCES))
    _sign(sheets[-1], rng)
    return sheets


def attachment(kind: str, number: str, look: Look, rng: Random) -> list[Draft]:
    """Return an attachment that names its paper, or an appendix that names none."""
    named = _TITLES[kind][0].capitalize() if kind in _TITLES else "Quyết định"
    shown = rng.choice((number, number, "     "))
    names = f"(Kèm theo {named} số {shown}/{kind}-UBND {day(rng)} của Ủy ban nhân dân)"
    title = rng.choice(("DANH SÁCH HỘ ĐƯỢC HỖ TRỢ", "PHỤ LỤC", "PHỤ LỤC I", "DANH MỤC HỒ SƠ"))
    return table(title, names if "PHỤ LỤC" not in title or chance(rng, 0.6) else "", look, rng)


def table(title: str, names: str, look: Look, rng: Random) -> list[Draft]:
    """Return a titled table of one to three pages."""
    sheets = []
    for at in range(rng.choice((1, 1, 2, 3))):
        sheet = Draft(look)
        sheets.append(sheet)
        if at == 0:
            sheet.middle(title)
            if names:
                sheet.middle(names, look.size - 2)
        elif chance(rng, 0.6):
            sheet.put(MIDDLE, TOP - 20, str(at + 1))
        sheet.y += 14
        for row in range(rng.randint(12, 30)):
            shown = f"{row + 1 + 30 * at}  {person(rng)}  xã {rng.choice(COMMUNES)}  {row}.500.000"
            sheet.put(LEFT - 10, sheet.y, shown, look.size - 2)
            sheet.y += 18
    return sheets


def national_head(sheet: Draft, rng: Random) -> None:
    """Print name and motto of the state in the middle, as forms do."""
    sheet.middle(_MOTTO)
    sheet.middle(_TAGLINE)
    sheet.y += rng.uniform(12, 30)


def titled(sheet: Draft, title: str, rng: Random) -> None:
    """Print a title: in one line or broken, sometimes with its letters set apart."""
    if chance(rng, _SPACED) and len(title) < _SHORT:
        title = "   ".join(" ".join(word) for word in title.split())
    words = title.split(" ")
    lines = [title] if len(title) < _LONG else [" ".join(words[:5]), " ".join(words[5:])]
    for line in lines:
        sheet.middle(line, sheet.look.size + 1)


def _first(kind: str, look: Look, rng: Random, commune: str, number: str) -> Draft:
    title, symbol = _TITLES[kind]
    sheet = Draft(look)
    _head(sheet, rng, commune, f"{number}/{symbol}-UBND")
    titled(sheet, title, rng)
    sheet.middle(rng.choice(SUBJECTS))
    if kind in {"QD", "NQ"}:
        sheet.y += 8
        sheet.middle(f"CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ {commune.upper()}")
        for text in rng.sample(LEGAL, rng.randint(2, 5)):
            sheet.paragraph(text)
    return sheet


def _enact(kind: str, sheet: Draft, rng: Random, article: int, *, last: object) -> int:
    """Put the word that enacts it on this page or, where the grounds are long, on the next."""
    if not article and (last or chance(rng, 0.7)):
        sheet.middle("QUYẾT ĐỊNH:" if kind == "QD" else "QUYẾT NGHỊ:")
        sheet.paragraph(f"Điều 1. {rng.choice(SENTENCES)}")
        return 1
    return article


def _head(sheet: Draft, rng: Random, commune: str, number: str) -> None:
    agency = rng.choice(("ỦY BAN NHÂN DÂN", f"UBND TỈNH {rng.choice(PROVINCES).upper()}"))
    below = rng.choice((f"XÃ {commune.upper()}", "SỞ NÔNG NGHIỆP", "VĂN PHÒNG"))
    sheet.beside(agency, _MOTTO, sheet.look.size - 1.5)
    sheet.beside(below, _TAGLINE, sheet.look.size - 1)
    if chance(rng, 0.2):
        sheet.beside("VÀ MÔI TRƯỜNG", "")
    sheet.beside(f"Số: {number}", f"{rng.choice(COMMUNES)}, {day(rng)}", sheet.look.size - 1)
    sheet.y += rng.uniform(12, 26)


def _sign(sheet: Draft, rng: Random) -> None:
    y = min(max(sheet.y, 250), 640)
    x = RIGHT - 120
    sheet.put(LEFT, y, "Nơi nhận:", sheet.look.size - 2)
    sheet.put(LEFT, y + 16, "- Như trên;", sheet.look.size - 3)
    sheet.put(LEFT, y + 30, "- Lưu: VT.", sheet.look.size - 3)
    for row, text in enumerate(rng.choice((("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), ("GIÁM ĐỐC",)))):
        sheet.put(x - 40, y + 18 * row + 1, text)
    sheet.put(x - 20, y + 120, person(rng))
