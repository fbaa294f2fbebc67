"""The draft decision that answers the sample dossier: born-digital, not numbered, not signed.

Room is left where the records clerk's number and date, and the two signatures, will stand.
"""

from pathlib import Path

from sohoa.samples.facts import Facts
from sohoa.samples.fonts import FontFamily, Style
from sohoa.samples.letterhead import head, signature_block
from sohoa.samples.sheet import LEFT, RIGHT, Sheet
from sohoa.samples.vector import write_pdf

_ABSTRACT = "Về việc xác nhận thay đổi thông tin về tài sản gắn liền với đất"


def draft_decision(facts: Facts, fonts: FontFamily) -> Sheet:
    """Return the one sheet of the draft decision."""
    sheet = Sheet(fonts)
    middle = (LEFT + RIGHT) / 2
    who = facts.applicant
    head(
        sheet,
        parent="ỦY BAN NHÂN DÂN",
        agency=facts.commune.upper(),
        number="         /QĐ-UBND",
        place=facts.place,
        date=facts.year,
    )
    sheet.y += 8
    sheet.centred(middle, sheet.y, "QUYẾT ĐỊNH", 14, Style.BOLD)
    sheet.centred(middle, sheet.y + 19, _ABSTRACT, 13.5, Style.BOLD, underline=0.3)
    sheet.y += 50
    chairman = f"CHỦ TỊCH ỦY BAN NHÂN DÂN {facts.commune.upper()}"
    sheet.centred(middle, sheet.y, chairman, 13.5, Style.BOLD)
    sheet.y += 28
    for text in (
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
        "Căn cứ Luật Đất đai ngày 18 tháng 01 năm 2024;",
        (
            "Căn cứ Nghị định số 118/2025/NĐ-CP ngày 09 tháng 6 năm 2025 của Chính phủ về thực "
            "hiện thủ tục hành chính theo cơ chế một cửa, một cửa liên thông;"
        ),
        f"Xét hồ sơ đăng ký biến động của ông (bà) {who.name};",
        "Theo đề nghị của Trưởng phòng Kinh tế.",
    ):
        sheet.paragraph(text, 13, Style.ITALIC, gap=2)
    sheet.y += 6
    sheet.centred(middle, sheet.y, "QUYẾT ĐỊNH:", 13.5, Style.BOLD)
    sheet.y += 26
    for text in (
        (
            "Điều 1. Xác nhận thay đổi thông tin về tài sản gắn liền với đất của ông (bà) "
            f"{who.name}, số định danh cá nhân {who.number}, thường trú tại {who.address}, đối "
            f"với thửa đất số {facts.plot}, tờ bản đồ số {facts.map_sheet}, diện tích "
            f"{facts.area} m²."
        ),
        (
            "Điều 2. Nội dung thay đổi được ghi vào Giấy chứng nhận số phát hành "
            f"{facts.certificate} và cập nhật vào cơ sở dữ liệu đất đai trong thời hạn 03 ngày "
            "làm việc."
        ),
        (
            "Điều 3. Quyết định này có hiệu lực kể từ ngày ký. Chánh Văn phòng, Trưởng phòng "
            "Kinh tế và ông (bà) có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này./."
        ),
    ):
        sheet.paragraph(text, 13)
    signature_block(
        sheet,
        capacity=("CHỦ TỊCH",),
        name=facts.chairman,
        seal="",
        recipients=("- Như Điều 3;", "- Sở Nông nghiệp và Môi trường;", "- Lưu: VT, KT."),
    )
    return sheet


def write_draft_decision(facts: Facts, fonts: FontFamily, path: Path) -> Sheet:
    """Write the draft as PDF and return its sheet."""
    sheet = draft_decision(facts, fonts)
    write_pdf((sheet,), path, f"Quyết định {_ABSTRACT[0].lower()}{_ABSTRACT[1:]}")
    return sheet
