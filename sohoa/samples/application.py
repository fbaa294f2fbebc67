"""The application: a form of three pages with dot leaders, filled in at a computer."""

from sohoa.samples.facts import Facts, iso_date, iso_of_printed, long_date
from sohoa.samples.fonts import FontFamily, Style
from sohoa.samples.letterhead import SIGNER_X, motto, page_number
from sohoa.samples.paper import Paper
from sohoa.samples.sheet import LEFT, RIGHT, PenStroke, Sheet

_TITLE = "ĐƠN ĐĂNG KÝ BIẾN ĐỘNG ĐẤT ĐAI, TÀI SẢN GẮN LIỀN VỚI ĐẤT"
_PROMISES = (
    (
        "Tôi xin cam đoan nội dung kê khai trên đơn này là đúng sự thật; nếu kê khai không đúng, "
        "tôi hoàn toàn chịu trách nhiệm trước pháp luật."
    ),
    (
        "Tôi cam kết thửa đất nêu trên đang được sử dụng ổn định, đúng mục đích, đúng ranh giới "
        "đã được xác định; không có tranh chấp, khiếu nại với các hộ liền kề và chưa từng được "
        "đem thế chấp, góp vốn hoặc chuyển nhượng cho tổ chức, cá nhân nào khác."
    ),
    (
        "Tôi đồng ý để cơ quan giải quyết thủ tục hành chính khai thác, sử dụng lại các giấy tờ "
        "đã được số hóa của tôi nhằm giải quyết hồ sơ này, và đề nghị được thông báo kết quả qua "
        "số điện thoại đã đăng ký."
    ),
)
_REASONS = (
    (
        "Trong quá trình sử dụng, gia đình tôi đã xây dựng lại nhà ở trên nền nhà cũ và sắp xếp "
        "lại khuôn viên, cây trồng. Ranh giới thửa đất được giữ nguyên theo các mốc đã cắm; các "
        "hộ liền kề đã ký xác nhận vào bản mô tả ranh giới, mốc giới thửa đất."
    ),
    (
        "Kết quả đo đạc lại cho thấy diện tích thửa đất không thay đổi so với giấy chứng nhận đã "
        "cấp. Phần diện tích đất trồng cây lâu năm nay được gia đình sử dụng làm sân và lối đi, "
        "vì vậy cần đăng ký thay đổi thông tin về tài sản gắn liền với đất cho phù hợp với hiện "
        "trạng."
    ),
    (
        "Gia đình tôi đã thực hiện đầy đủ nghĩa vụ tài chính đối với thửa đất trong những năm "
        "qua, không còn nợ tiền sử dụng đất, tiền thuê đất, thuế sử dụng đất phi nông nghiệp và "
        "lệ phí trước bạ."
    ),
)


def application(facts: Facts, fonts: FontFamily) -> Paper:
    """Return the application form of the sample dossier."""
    who = facts.applicant
    return Paper(
        type="DON",
        title=_TITLE,
        sheets=(_form(facts, fonts), _statement(facts, fonts), _enclosures(facts, fonts)),
        fields={
            "ho_ten": who.name,
            "ngay_sinh": iso_of_printed(who.born),
            "gioi_tinh": who.sex,
            "so_cccd": who.number,
            "dia_chi": who.address,
            "dien_thoai": facts.phone,
            "ngay_ban_hanh": iso_date(facts.applied),
        },
    )


def _form(facts: Facts, fonts: FontFamily) -> Sheet:
    sheet = Sheet(fonts)
    middle = (LEFT + RIGHT) / 2
    who = facts.applicant
    sheet.text(RIGHT - 78, 48, "Mẫu số 11/ĐK", 11, Style.ITALIC)
    sheet.y = 76
    motto(sheet)
    sheet.centred_lines(middle, _TITLE, 14, Style.BOLD, 330)
    sheet.y += 14
    sheet.centred(middle, sheet.y, f"Kính gửi: Ủy ban nhân dân {facts.commune}", 13.5, Style.BOLD)
    sheet.y += 34
    sheet.text(LEFT, sheet.y, "I. PHẦN KÊ KHAI CỦA NGƯỜI ĐĂNG KÝ", 13, Style.BOLD)
    sheet.y += 24
    for label, value in (
        ("1. Họ và tên:", who.name.upper()),
        ("2. Ngày, tháng, năm sinh:", who.born),
        ("3. Giới tính:", who.sex),
        ("4. Số định danh cá nhân/CCCD:", who.number),
        ("5. Nơi cấp:", "Cục Cảnh sát quản lý hành chính về trật tự xã hội"),
        ("6. Nơi thường trú:", who.address),
        ("7. Số điện thoại:", facts.phone),
        ("8. Giấy chứng nhận đã cấp, số phát hành:", facts.certificate),
        ("9. Số vào sổ cấp giấy chứng nhận:", facts.register),
        ("10. Thửa đất số:", facts.plot),
        ("11. Tờ bản đồ số:", facts.map_sheet),
        ("12. Diện tích:", f"{facts.area} m²"),
        ("13. Địa chỉ thửa đất:", who.address),
        ("14. Nội dung biến động:", "Thay đổi thông tin về tài sản gắn liền với đất"),
        ("15. Hình thức nhận kết quả:", "Nhận trực tiếp tại Bộ phận Một cửa"),
    ):
        sheet.blank(label, value)
    return sheet


def _statement(facts: Facts, fonts: FontFamily) -> Sheet:
    sheet = Sheet(fonts)
    page_number(sheet, 2)
    sheet.y = 84
    sheet.text(LEFT, sheet.y, "16. Lý do biến động:", 13, Style.BOLD)
    sheet.y += 24
    for reason in _REASONS:
        sheet.paragraph(reason, 13)
    sheet.text(LEFT, sheet.y + 8, "17. Tình hình thực hiện nghĩa vụ tài chính:", 13, Style.BOLD)
    sheet.y += 38
    sheet.table(
        (("Năm", 0.14), ("Loại nghĩa vụ", 0.46), ("Số tiền (đồng)", 0.22), ("Đã nộp", 0.18)),
        (
            ("2023", "Thuế sử dụng đất phi nông nghiệp", "186.000", "Đủ"),
            ("2024", "Thuế sử dụng đất phi nông nghiệp", "186.000", "Đủ"),
            ("2025", "Thuế sử dụng đất phi nông nghiệp", "214.500", "Đủ"),
        ),
    )
    sheet.paragraph(
        "Số tiền nêu trên đã được nộp qua Kho bạc Nhà nước; biên lai do người đăng ký lưu giữ và "
        f"xuất trình khi có yêu cầu. Thửa đất số {facts.plot}, tờ bản đồ số {facts.map_sheet} "
        "không thuộc diện được miễn, giảm tiền sử dụng đất.",
        13,
    )
    return sheet


def _enclosures(facts: Facts, fonts: FontFamily) -> Sheet:
    sheet = Sheet(fonts)
    page_number(sheet, 3)
    sheet.y = 84
    sheet.text(LEFT, sheet.y, "18. Giấy tờ nộp kèm theo đơn này gồm có:", 13, Style.BOLD)
    sheet.y += 24
    for line in (
        "- Bản sao thẻ căn cước công dân của người đăng ký;",
        f"- Xác nhận của Ủy ban nhân dân {facts.commune} về việc sử dụng đất ổn định;",
        f"- Bản gốc giấy tờ về thửa đất, số phát hành {facts.certificate}.",
    ):
        sheet.paragraph(line, 13)
    sheet.text(LEFT, sheet.y + 8, "19. Cam đoan:", 13, Style.BOLD)
    sheet.y += 32
    for promise in _PROMISES:
        sheet.paragraph(promise, 13)
    sheet.y += 14
    sheet.centred(
        SIGNER_X - 10, sheet.y, f"{facts.place}, {long_date(facts.applied)}", 13, Style.ITALIC
    )
    sheet.centred(SIGNER_X - 10, sheet.y + 20, "Người viết đơn", 13, Style.BOLD)
    sheet.centred(SIGNER_X - 10, sheet.y + 37, "(Ký và ghi rõ họ tên)", 12, Style.ITALIC)
    sheet.items.append(PenStroke(SIGNER_X - 10, sheet.y + 76, 110, 42))
    sheet.centred(SIGNER_X - 10, sheet.y + 128, facts.applicant.name, 13, Style.BOLD)
    return sheet
