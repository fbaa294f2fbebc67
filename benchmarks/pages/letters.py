"""Documents with a letterhead: decisions, their second pages, letters, notices, confirmations.

Places and sizes follow Nghị định 30/2020/NĐ-CP, Phụ lục I.
"""

from collections.abc import Sequence
from typing import Final

from benchmarks.pages.author import Author, long_date
from benchmarks.pages.page import Page
from sohoa.samples.fonts import Style
from sohoa.samples.letterhead import head, page_number, signature_block
from sohoa.samples.sheet import BOTTOM, LEFT, RIGHT, Seal

_MIDDLE: Final = (LEFT + RIGHT) / 2
_SIGNATURE_ROOM: Final = 230.0


def decision(page: Page, author: Author) -> None:
    """Print a decision: head, title, grounds, articles, signature; at times a stamp of arrival."""
    rng = author.rng
    parent, agency, suffix, heading = rng.choice(
        (
            ("", "ỦY BAN NHÂN DÂN", "QĐ-UBND", f"CHỦ TỊCH ỦY BAN NHÂN DÂN {author.province}"),
            ("ỦY BAN NHÂN DÂN", author.district, "QĐ-UBND", f"CHỦ TỊCH UBND {author.district}"),
            (f"UBND {author.province}", "SỞ TÀI CHÍNH", "QĐ-STC", "GIÁM ĐỐC SỞ TÀI CHÍNH"),
        )
    )
    _head(page, author, parent, agency, f"{rng.randint(10, 4999)}/{suffix}")
    subject = author.one("subjects")
    page.fields.update(loai="Quyết định", trich_yeu=subject)
    _title(page, "QUYẾT ĐỊNH", subject)
    _centred(page, heading.upper(), 13.5)
    for ground in author.some("grounds", 2, 3):
        page.sheet.paragraph(ground, 13.5, Style.ITALIC)
    _centred(page, "QUYẾT ĐỊNH:", 13.5)
    for number, article in enumerate(author.some("articles", 2, 3), 1):
        _paragraph(page, f"Điều {number}. {author.filled(article)}")
    _sign(page, author, ("- Như Điều 3;", *author.some("recipients", 2, 4)))
    if rng.random() < 0.35:  # noqa: PLR2004 - a third of what arrives is stamped on the head
        page.sheet.items.append(Seal(LEFT + 90, 88, 42, "CÔNG VĂN ĐẾN"))


def second_page(page: Page, author: Author) -> None:
    """Print the second page of a decision: page number, more articles, signature."""
    page_number(page.sheet, 2)
    page.sheet.y = 84
    for number in range(4, 8):
        _paragraph(page, f"Điều {number}. {author.filled(author.one('articles'))}")
    page.fields["loai"] = "Quyết định (trang 2)"
    _sign(page, author, author.some("recipients", 4, 6))


def letter(page: Page, author: Author) -> None:
    """Print an official letter: its subject stands under the number, it has no title."""
    rng = author.rng
    number = f"{rng.randint(10, 4999)}/UBND-{rng.choice(('KSTT', 'NC', 'VX', 'TNMT', 'TH'))}"
    _head(page, author, "ỦY BAN NHÂN DÂN", author.province, number)
    sheet = page.sheet
    subject = "V/v " + author.one("subjects").removeprefix("Về việc ")
    page.fields.update(loai="Công văn", trich_yeu=subject)
    sheet.y -= 8
    sheet.centred_lines(LEFT + 88, subject, 12, Style.REGULAR, 176)
    sheet.y += 18
    sheet.text(LEFT + 96, sheet.y, "Kính gửi:", 13.5)
    for addressee in ("- Các Sở, ban, ngành;", "- Ủy ban nhân dân các xã, phường."):
        sheet.y += 18
        sheet.text(LEFT + 134, sheet.y, addressee, 13.5)
    sheet.y += 26
    for paragraph in author.some("paragraphs", 4, 6):
        _paragraph(page, author.filled(paragraph))
    _sign(page, author, author.some("recipients", 3, 5))


def notice(page: Page, author: Author) -> None:
    """Print a notice of a department."""
    rng = author.rng
    agency = rng.choice(("VĂN PHÒNG", "SỞ TÀI CHÍNH", "TRUNG TÂM PHỤC VỤ HCC"))
    number = f"{rng.randint(10, 999)}/TB-{rng.choice(('VP', 'STC', 'TTPVHCC'))}"
    _head(page, author, f"UBND {author.province}", agency, number)
    subject = author.one("subjects")
    page.fields.update(loai="Thông báo", trich_yeu=subject)
    _title(page, "THÔNG BÁO", subject)
    for paragraph in author.some("paragraphs", 4, 4):
        _paragraph(page, author.filled(paragraph))
    _sign(page, author, author.some("recipients", 4, 4))


def confirmation(page: Page, author: Author) -> None:
    """Print a commune's confirmation about a person."""
    rng = author.rng
    _head(page, author, "ỦY BAN NHÂN DÂN", author.commune, f"{rng.randint(1, 999)}/GXN-UBND")
    kind = rng.choice(("TÌNH TRẠNG HÔN NHÂN", "HỘ NGHÈO", "CƯ TRÚ"))
    name, born, number = author.name(), author.short_date(), "0" + author.digits(11)
    address = author.address()
    _centred(page, f"GIẤY XÁC NHẬN {kind}", 15)
    page.sheet.y += 12
    for line in (
        f"Ủy ban nhân dân {author.commune} xác nhận:",
        f"Họ và tên: {name}",
        f"Ngày, tháng, năm sinh: {born}",
        f"Giới tính: {rng.choice(('Nam', 'Nữ'))}; Dân tộc: Kinh; Quốc tịch: Việt Nam",
        f"Giấy tờ tùy thân: Căn cước công dân số {number}",
        f"Nơi cư trú: {address}",
        (
            f"Giấy này được cấp để bổ sung hồ sơ {author.one('procedures').lower()} và có giá trị "
            "sử dụng trong thời hạn 6 tháng kể từ ngày cấp."
        ),
    ):
        page.sheet.paragraph(line, 13.5)
    page.fields.update(
        loai="Giấy xác nhận", ho_ten=name, ngay_sinh=born, so_cccd=number, dia_chi=address
    )
    _sign(page, author, ())


def _head(page: Page, author: Author, parent: str, agency: str, number: str) -> None:
    date = author.date()
    day, month, year = date
    head(
        page.sheet,
        parent=parent.upper(),
        agency=agency.upper(),
        number=number,
        place=author.place,
        date=date,
    )
    page.fields.update(
        so_ky_hieu=number,
        ngay_ban_hanh=f"{year}-{month:02}-{day:02}",
        ngay_text=long_date(date),
        co_quan=agency.upper(),
        co_quan_chu_quan=parent.upper(),
    )


def _title(page: Page, title: str, subject: str) -> None:
    _centred(page, title, 15)
    page.sheet.centred_lines(_MIDDLE, subject, 13.5, Style.BOLD, 360)
    page.sheet.y += 14


def _centred(page: Page, text: str, size: float) -> None:
    page.sheet.centred_lines(_MIDDLE, text, size, Style.BOLD, 400)
    page.sheet.y += 6


def _paragraph(page: Page, text: str) -> None:
    lines = page.sheet.wrapped(text, 13.5, Style.REGULAR, RIGHT - LEFT, 28)
    if page.sheet.y + 18 * len(lines) < BOTTOM - _SIGNATURE_ROOM:
        page.sheet.paragraph(text, 13.5)


def _sign(page: Page, author: Author, recipients: Sequence[str]) -> None:
    capacity = tuple(filter(None, author.one("capacities")))
    name = author.name()
    page.sheet.y = min(page.sheet.y, BOTTOM - _SIGNATURE_ROOM + 30)
    signature_block(
        page.sheet,
        capacity=capacity,
        name=name,
        seal=f"ỦY BAN NHÂN DÂN {author.commune}",
        recipients=tuple(recipients),
    )
    page.fields.update(nguoi_ky=name, chuc_vu=capacity[-1])
