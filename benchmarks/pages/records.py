"""Pages that are mostly cells and small print: lists, land certificates, identity cards."""

from typing import Final

from benchmarks.pages.author import Author, long_date
from benchmarks.pages.page import Page
from sohoa.samples.fonts import Style
from sohoa.samples.letterhead import SIGNER_X, motto
from sohoa.samples.sheet import BOTTOM, LEFT, RIGHT, Panel, PenStroke, Photo, Seal

_MIDDLE: Final = (LEFT + RIGHT) / 2
_CARD_WIDTH: Final = 363.0
_CARD_HEIGHT: Final = 229.0


def name_list(page: Page, author: Author) -> None:
    """Print a ruled list of people that belongs to a decision."""
    sheet, rng = page.sheet, author.rng
    date, number = author.date(), f"{rng.randint(10, 4999)}/QĐ-UBND"
    title = rng.choice(("DANH SÁCH HỒ SƠ ĐÃ SỐ HÓA", "DANH SÁCH HỘ GIA ĐÌNH ĐƯỢC HỖ TRỢ"))
    sheet.centred(_MIDDLE, sheet.y, title, 14, Style.BOLD)
    sheet.y += 18
    belongs = f"(Kèm theo Quyết định số {number} {long_date(date)} của UBND {author.district})"
    sheet.centred_lines(_MIDDLE, belongs, 12, Style.ITALIC, 430)
    sheet.y += 16
    rows = [
        (
            str(row),
            author.name(),
            author.short_date(),
            author.one("procedures"),
            author.one("communes"),
            author.money() if rng.random() < 0.7 else "-",  # noqa: PLR2004 - some get nothing
        )
        for row in range(1, rng.randint(9, 14))
    ]
    columns = (
        ("TT", 0.07),
        ("Họ và tên", 0.21),
        ("Ngày sinh", 0.14),
        ("Thủ tục hành chính", 0.24),
        ("Địa chỉ", 0.16),
        ("Số tiền (đồng)", 0.18),
    )
    sheet.table(columns, rows, 10.5, x0=LEFT - 20)
    page.fields.update(loai="Danh sách", so_ky_hieu=number, ngay_text=long_date(date))


def land_certificate(page: Page, author: Author) -> None:
    """Print a land-use certificate with the table of its corners."""
    sheet, rng = page.sheet, author.rng
    motto(sheet)
    for line in ("GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU TÀI SẢN GẮN LIỀN VỚI ĐẤT"):
        sheet.centred_lines(_MIDDLE, line, 15, Style.BOLD, 420)
    sheet.y += 8
    name, number, address = author.name(), "0" + author.digits(11), author.address()
    plot, map_sheet = str(rng.randint(1, 990)), str(rng.randint(1, 90))
    area = f"{rng.randint(60, 980)},{rng.randint(1, 9)} m²"
    serial = f"C{rng.choice('BDEHKLPQ')} {author.digits(6)}"
    for line in (
        "I. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất",
        (
            f"Ông: {name}, năm sinh: {rng.randint(1945, 2000)}, CCCD số: {number}. "
            f"Địa chỉ thường trú: {address}."
        ),
        "II. Thửa đất, nhà ở và tài sản khác gắn liền với đất",
        f"a) Thửa đất số: {plot}, tờ bản đồ số: {map_sheet}",
        f"b) Địa chỉ: {address}",
        f"c) Diện tích: {area}",
        "d) Mục đích sử dụng: Đất ở tại nông thôn; Đất trồng cây lâu năm",
        f"đ) Thời hạn sử dụng: Lâu dài; đến ngày {author.short_date()}",
        "e) Ghi chú: Không",
        "III. Sơ đồ thửa đất",
    ):
        style = Style.BOLD if line.startswith("I") else Style.REGULAR
        sheet.paragraph(line, 12.5, style, indent=14, gap=2)
    sheet.y += 14
    rows = [
        (
            str(row),
            f"{rng.randint(5, 60)}.{rng.randint(0, 99):02}",
            f"12{author.digits(5)}.{author.digits(2)}",
            f"5{author.digits(5)}.{author.digits(2)}",
        )
        for row in range(1, 5)
    ]
    columns = (("Điểm", 0.2), ("Cạnh (m)", 0.2), ("Tọa độ X (m)", 0.3), ("Tọa độ Y (m)", 0.3))
    sheet.table(columns, rows, 11)
    date, signer = author.date(), author.name()
    y = min(sheet.y, BOTTOM - 120)
    sheet.centred(SIGNER_X, y, f"{author.place}, {long_date(date)}", 12.5, Style.ITALIC)
    sheet.centred(SIGNER_X, y + 15, "TM. ỦY BAN NHÂN DÂN", 12, Style.BOLD)
    sheet.centred(SIGNER_X, y + 30, "CHỦ TỊCH", 12.5, Style.BOLD)
    sheet.items.append(PenStroke(SIGNER_X + 8, y + 60, 108, 40))
    sheet.items.append(Seal(SIGNER_X - 50, y + 58, 48, f"UBND {author.district}"))
    sheet.centred(SIGNER_X, y + 104, signer, 13, Style.BOLD)
    sheet.text(LEFT, y + 104, serial, 14, Style.BOLD)
    page.fields.update(
        loai="Giấy chứng nhận QSDĐ",
        so_phat_hanh=serial,
        ho_ten=name,
        so_cccd=number,
        thua_dat=plot,
        to_ban_do=map_sheet,
        dien_tich=area,
        dia_chi=address,
        nguoi_ky=signer,
        ngay_text=long_date(date),
    )


def identity_card(page: Page, author: Author) -> None:
    """Print a copy of an identity card's front, enlarged as offices do."""
    sheet, rng = page.sheet, author.rng
    x, y = rng.uniform(70, 160), rng.uniform(70, 160)
    name, born, number = author.name().upper(), author.short_date(), "0" + author.digits(11)
    address, until = author.address(), author.short_date()
    sheet.items.append(Panel(x, y, x + _CARD_WIDTH, y + _CARD_HEIGHT))
    middle = x + _CARD_WIDTH * 0.58
    sheet.centred(middle, y + 20, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 10, Style.BOLD)
    sheet.centred(middle, y + 33, "Độc lập - Tự do - Hạnh phúc", 9.5, Style.BOLD)
    sheet.centred(middle, y + 54, "CĂN CƯỚC CÔNG DÂN", 15, Style.BOLD)
    sheet.items.append(Photo(x + 14, y + 66, x + 100, y + 182))
    left = x + 112
    sheet.text(left, y + 76, f"Số / No.: {number}", 12, Style.BOLD)
    for step, line in enumerate(
        (
            "Họ và tên / Full name:",
            name,
            f"Ngày sinh / Date of birth: {born}",
            f"Giới tính / Sex: {rng.choice(('Nam', 'Nữ'))} Quốc tịch / Nationality: Việt Nam",
            "Quê quán / Place of origin:",
            f"{author.commune}, {author.province}",
            "Nơi thường trú / Place of residence:",
            *sheet.wrapped(address, 10, Style.REGULAR, _CARD_WIDTH - 124),
        )
    ):
        sheet.text(left, y + 92 + 14 * step, line, 10)
    sheet.text(x + 14, y + 212, f"Có giá trị đến: {until}", 8.5)
    page.fields.update(
        loai="Căn cước công dân", so_cccd=number, ho_ten=name, ngay_sinh=born, dia_chi=address
    )
