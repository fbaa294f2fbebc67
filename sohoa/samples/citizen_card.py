"""A copy of a chip citizen card: front and back on one page, enlarged as copiers do.

The QR code on the front carries seven fields: number, former number, name, date of birth, sex,
address, date of issue.
"""

from sohoa.samples.facts import Facts, iso_of_printed
from sohoa.samples.fonts import FontFamily, Style
from sohoa.samples.paper import Paper
from sohoa.samples.sheet import Panel, PenStroke, Photo, QrCode, Seal, Sheet

_X, _WIDTH, _HEIGHT = 96.0, 408.0, 258.0
_FRONT_Y, _BACK_Y = 90.0, 400.0
_ISSUED, _EXPIRES = "12/08/2021", "12/08/2036"


def citizen_card(facts: Facts, fonts: FontFamily) -> Paper:
    """Return the copy of the applicant's card."""
    who = facts.applicant
    sheet = Sheet(fonts)
    _front(sheet, facts)
    _back(sheet)
    return Paper(
        type="CCCD",
        title="CĂN CƯỚC CÔNG DÂN",
        sheets=(sheet,),
        fields={
            "so_cccd": who.number,
            "ho_ten": who.name,
            "ngay_sinh": iso_of_printed(who.born),
            "gioi_tinh": who.sex,
            "dia_chi": who.address,
        },
    )


def card_payload(facts: Facts) -> str:
    """Return what the card's QR code says."""
    who = facts.applicant
    born, issued = who.born.replace("/", ""), _ISSUED.replace("/", "")
    return f"{who.number}||{who.name}|{born}|{who.sex}|{who.address}|{issued}"


def _front(sheet: Sheet, facts: Facts) -> None:
    who = facts.applicant
    y = _FRONT_Y
    sheet.items.append(Panel(_X, y, _X + _WIDTH, y + _HEIGHT))
    middle = _X + 212
    sheet.centred(middle, y + 24, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 10.5, Style.BOLD)
    sheet.centred(middle, y + 38, "Độc lập - Tự do - Hạnh phúc", 10, Style.BOLD)
    sheet.centred(middle, y + 64, "CĂN CƯỚC CÔNG DÂN", 15, Style.BOLD)
    sheet.centred(middle, y + 77, "Citizen Identity Card", 9)
    sheet.items.append(QrCode(card_payload(facts), _X + _WIDTH - 78, y + 10, 68))
    sheet.items.append(Photo(_X + 14, y + 84, _X + 104, y + 204))
    x = _X + 118
    sheet.text(x, y + 100, "Số / No.:", 10)
    sheet.text(x + 48, y + 101, who.number, 14, Style.BOLD)
    sheet.text(x, y + 118, "Họ và tên / Full name:", 9.5)
    sheet.text(x, y + 134, who.name.upper(), 13, Style.BOLD)
    sheet.text(x, y + 151, f"Ngày sinh / Date of birth: {who.born}", 10)
    sheet.text(x, y + 167, f"Giới tính / Sex: {who.sex}", 10)
    sheet.text(x + 110, y + 167, "Quốc tịch / Nationality: Việt Nam", 10)
    sheet.text(x, y + 183, "Quê quán / Place of origin:", 9.5)
    sheet.text(x, y + 198, f"{facts.commune}, {facts.province}", 10.5)
    sheet.text(x, y + 214, "Nơi thường trú / Place of residence:", 9.5)
    sheet.text(x, y + 229, who.address, 10.5)
    sheet.text(_X + 14, y + 222, "Có giá trị đến:", 8.5)
    sheet.text(_X + 14, y + 235, _EXPIRES, 9.5)


def _back(sheet: Sheet) -> None:
    y = _BACK_Y
    sheet.items.append(Panel(_X, y, _X + _WIDTH, y + _HEIGHT, tint=241))
    x = _X + 20
    sheet.text(x, y + 28, "Đặc điểm nhận dạng / Personal identification:", 10)
    sheet.text(x, y + 45, "Nốt ruồi cách 1,5 cm trên sau đuôi mắt trái", 10.5)
    sheet.text(x, y + 68, f"Ngày, tháng, năm / Date, month, year: {_ISSUED}", 10)
    sheet.text(x, y + 90, "CỤC TRƯỞNG CỤC CẢNH SÁT", 10, Style.BOLD)
    sheet.text(x, y + 105, "QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI", 10, Style.BOLD)
    sheet.items.append(PenStroke(x + 120, y + 145, 80, 34))
    sheet.items.append(Seal(x + 74, y + 150, 32, "CỤC CẢNH SÁT"))
    sheet.text(x + 88, y + 196, "Tô Văn Huệ", 10.5, Style.BOLD)
