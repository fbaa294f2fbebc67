"""The commune's confirmation about the use of land: three pages, signed and sealed on the last."""

from sohoa.samples.facts import Facts, iso_date, iso_of_printed
from sohoa.samples.fonts import FontFamily, Style
from sohoa.samples.letterhead import head, page_number, signature_block
from sohoa.samples.paper import Paper
from sohoa.samples.sheet import LEFT, RIGHT, Sheet

_ABSTRACT = "Về việc sử dụng đất ổn định, không có tranh chấp"


def confirmation(facts: Facts, fonts: FontFamily) -> Paper:
    """Return the confirmation of the sample dossier."""
    number = f"{facts.number}/GXN-UBND"
    return Paper(
        type="GXN",
        title="GIẤY XÁC NHẬN",
        sheets=(_first(facts, fonts, number), _second(facts, fonts), _last(facts, fonts)),
        fields={
            "so_ky_hieu": number,
            "ngay_ban_hanh": iso_date(facts.confirmed),
            # One agency on two lines: a commune's committee has no parent named above it.
            "co_quan": f"ỦY BAN NHÂN DÂN {facts.commune.upper()}",
            "trich_yeu": _ABSTRACT,
            "ho_ten": facts.applicant.name,
            "ngay_sinh": iso_of_printed(facts.applicant.born),
            "so_cccd": facts.applicant.number,
            "dia_chi": facts.applicant.address,
            "nguoi_ky": facts.deputy,
            "chuc_vu": "PHÓ CHỦ TỊCH",
        },
    )


def _first(facts: Facts, fonts: FontFamily, number: str) -> Sheet:
    sheet = Sheet(fonts)
    who = facts.applicant
    middle = (LEFT + RIGHT) / 2
    head(
        sheet,
        parent="ỦY BAN NHÂN DÂN",
        agency=facts.commune.upper(),
        number=number,
        place=facts.place,
        date=facts.confirmed,
    )
    sheet.y += 16
    sheet.centred(middle, sheet.y, "GIẤY XÁC NHẬN", 15, Style.BOLD)
    sheet.centred(middle, sheet.y + 21, _ABSTRACT, 13.5, Style.BOLD, underline=0.35)
    sheet.y += 60
    sheet.paragraph(f"Ủy ban nhân dân {facts.commune}, {facts.province} xác nhận:")
    for label, value in (
        ("Ông (bà):", who.name),
        ("Ngày sinh:", who.born),
        ("Số định danh cá nhân:", who.number),
        ("Nơi thường trú:", who.address),
    ):
        sheet.paragraph(f"{label} {value}")
    for text in (
        (
            f"Là người đang sử dụng thửa đất số {facts.plot}, tờ bản đồ số {facts.map_sheet}, "
            f"diện tích {facts.area} m² tại {who.address}."
        ),
        (
            "Qua kiểm tra hồ sơ địa chính lưu tại Ủy ban nhân dân và kết quả lấy ý kiến của khu "
            "dân cư, thửa đất nêu trên được sử dụng ổn định, liên tục từ trước ngày 01 tháng 7 "
            "năm 2014 đến nay; ranh giới sử dụng đất không thay đổi."
        ),
        (
            "Tại thời điểm xác nhận, thửa đất không có tranh chấp, không có khiếu nại, không bị "
            "kê biên để bảo đảm thi hành án và không thuộc khu vực đã có thông báo thu hồi đất "
            "của cơ quan nhà nước có thẩm quyền."
        ),
    ):
        sheet.paragraph(text)
    return sheet


def _second(facts: Facts, fonts: FontFamily) -> Sheet:
    sheet = Sheet(fonts)
    page_number(sheet, 2)
    sheet.y = 84
    sheet.paragraph("Danh sách các hộ liền kề đã được lấy ý kiến về ranh giới thửa đất:")
    sheet.y += 12
    sheet.table(
        (("STT", 0.1), ("Họ và tên", 0.36), ("Thửa đất số", 0.2), ("Ý kiến", 0.34)),
        (
            ("1", "Lê Văn Bình", str(int(facts.plot) + 1), "Đồng ý"),
            ("2", "Phạm Thị Hạnh", str(int(facts.plot) + 2), "Đồng ý"),
            ("3", "Trần Quốc Dũng", str(int(facts.plot) + 7), "Đồng ý"),
            ("4", "Hồ Thị Nga", str(int(facts.plot) + 9), "Vắng mặt, có ủy quyền"),
        ),
        12.5,
    )
    for text in (
        (
            "Việc lấy ý kiến được niêm yết công khai tại trụ sở Ủy ban nhân dân và tại nhà sinh "
            "hoạt cộng đồng trong thời hạn 15 ngày làm việc. Hết thời hạn niêm yết, không có tổ "
            "chức, cá nhân nào có ý kiến khác về nguồn gốc và thời điểm sử dụng đất."
        ),
        (
            "Các thành viên của tổ công tác đã đối chiếu kích thước các cạnh thửa đất ngoài thực "
            "địa với bản đồ địa chính; sai lệch nằm trong phạm vi cho phép theo quy định về đo "
            "đạc lập bản đồ."
        ),
    ):
        sheet.paragraph(text)
    return sheet


def _last(facts: Facts, fonts: FontFamily) -> Sheet:
    sheet = Sheet(fonts)
    page_number(sheet, 3)
    sheet.y = 84
    for text in (
        (
            "Nội dung xác nhận này được dùng để nộp kèm hồ sơ đăng ký biến động đất đai, tài sản "
            "gắn liền với đất tại Bộ phận Một cửa và có giá trị trong thời hạn 06 tháng kể từ "
            "ngày ký."
        ),
        (
            f"Ủy ban nhân dân {facts.commune} chịu trách nhiệm về nội dung đã xác nhận; trường "
            "hợp phát hiện thông tin kê khai không đúng sự thật, Ủy ban nhân dân sẽ thu hồi văn "
            "bản này và thông báo cho cơ quan giải quyết hồ sơ./."
        ),
    ):
        sheet.paragraph(text)
    signature_block(
        sheet,
        capacity=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        name=facts.deputy,
        seal=f"ỦY BAN NHÂN DÂN {facts.commune}",
        recipients=("- Như trên;", "- Chủ tịch, các PCT UBND;", "- Lưu: VT, ĐC."),
    )
    return sheet
