"""Pages without a letterhead: application forms, running text, blank backs."""

from typing import Final

from benchmarks.pages.author import Author, long_date
from benchmarks.pages.page import Page
from sohoa.samples.fonts import Style
from sohoa.samples.letterhead import SIGNER_X, motto
from sohoa.samples.sheet import BOTTOM, LEFT, RIGHT, PenStroke

_MIDDLE: Final = (LEFT + RIGHT) / 2
_TITLES: Final = (
    "ĐƠN ĐỀ NGHỊ CẤP ĐỔI GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT",
    "TỜ KHAI ĐĂNG KÝ KHAI SINH",
    "ĐƠN XIN XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",
    "GIẤY ĐỀ NGHỊ ĐĂNG KÝ HỘ KINH DOANH",
)


def application(page: Page, author: Author) -> None:
    """Print a filled-in form with dot leaders, signed by the applicant."""
    sheet, rng = page.sheet, author.rng
    motto(sheet)
    sheet.centred_lines(_MIDDLE, rng.choice(_TITLES), 15, Style.BOLD, 400)
    sheet.y += 6
    sheet.centred(_MIDDLE, sheet.y, f"Kính gửi: Ủy ban nhân dân {author.commune}", 13.5, Style.BOLD)
    sheet.y += 30
    name, born, number = author.name(), author.short_date(), "0" + author.digits(11)
    address, phone, date = author.address(), "0" + author.digits(9), author.date()
    plot, map_sheet = rng.randint(1, 900), rng.randint(1, 90)
    area = f"{rng.randint(50, 900)},{rng.randint(1, 9)} m²"
    for label, value in (
        ("1. Họ, chữ đệm, tên người yêu cầu:", name.upper()),
        ("2. Ngày, tháng, năm sinh:", born),
        ("3. Dân tộc:", f"{rng.choice(('Kinh', 'Tày', 'Ê Đê', 'Mường'))}; Quốc tịch: Việt Nam"),
        ("4. Số định danh cá nhân/CCCD:", number),
        ("5. Nơi cấp:", "Cục Cảnh sát quản lý hành chính về trật tự xã hội"),
        ("6. Nơi cư trú:", address),
        ("7. Số điện thoại:", phone),
        ("8. Thư điện tử:", f"user{author.digits(4)}@gmail.com"),
        ("9. Nội dung đề nghị:", author.one("procedures")),
        ("10. Thửa đất số:", f"{plot}, tờ bản đồ số {map_sheet}, diện tích {area}"),
    ):
        sheet.blank(label, value, 13.5)
    sheet.paragraph(
        "Tôi xin cam đoan những nội dung khai trên đây là đúng sự thật và chịu hoàn toàn trách "
        "nhiệm trước pháp luật về lời cam đoan của mình./.",
        13.5,
    )
    sheet.y += 6
    sheet.centred(SIGNER_X, sheet.y, f"{author.place}, {long_date(date)}", 13, Style.ITALIC)
    sheet.centred(SIGNER_X, sheet.y + 18, "Người yêu cầu", 13.5, Style.BOLD)
    sheet.centred(SIGNER_X, sheet.y + 34, "(Ký, ghi rõ họ tên)", 12, Style.ITALIC)
    sheet.items.append(PenStroke(SIGNER_X, sheet.y + 66, 108, 44))
    sheet.centred(SIGNER_X, sheet.y + 108, name, 13.5)
    page.fields.update(
        loai="Đơn",
        ho_ten=name.upper(),
        ngay_sinh=born,
        so_cccd=number,
        dia_chi=address,
        dien_thoai=phone,
        ngay_text=long_date(date),
        thua_dat=str(plot),
        to_ban_do=str(map_sheet),
        dien_tich=area,
        nguoi_ky=name,
    )


def running_text(page: Page, author: Author) -> None:
    """Print prose from the top to the bottom."""
    size = author.rng.choice((12.0, 13.0, 14.0))
    for paragraph in author.some("running", 10, 12):
        lines = page.sheet.wrapped(paragraph, size, Style.REGULAR, RIGHT - LEFT, 28)
        if page.sheet.y + size * 1.32 * len(lines) < BOTTOM:
            page.sheet.paragraph(paragraph, size)
    page.fields["loai"] = "Bài viết"


def blank(page: Page, author: Author) -> None:
    """Print nothing."""
    del author
    page.fields["loai"] = "Trang trắng"
