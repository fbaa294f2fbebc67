"""Invented papers that people bring: forms, certificates, cards, contracts, kinds nobody knows."""

from random import Random

from benchmarks.stack_officials import national_head, titled
from benchmarks.stack_pages import LEFT, MIDDLE, RIGHT, TOP, Draft, Look, width
from benchmarks.stack_words import SENTENCES, address, chance, day, digits, person, short_day

FORMS = {
    "DON": (
        "ĐƠN ĐĂNG KÝ BIẾN ĐỘNG ĐẤT ĐAI, TÀI SẢN GẮN LIỀN VỚI ĐẤT",
        "ĐƠN ĐỀ NGHỊ",
        "TỜ KHAI ĐĂNG KÝ LẠI KHAI SINH",
        "TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ",
        "GIẤY ĐỀ NGHỊ ĐĂNG KÝ HỘ KINH DOANH",
        "PHIẾU YÊU CẦU CHỨNG THỰC",
    ),
    "TKT": ("TỜ KHAI LỆ PHÍ TRƯỚC BẠ", "TỜ KHAI THUẾ THU NHẬP CÁ NHÂN"),
    "GCD": ("GIẤY CAM ĐOAN", "BẢN CAM KẾT BẢO VỆ MÔI TRƯỜNG"),
    "SYLL": ("SƠ YẾU LÝ LỊCH",),
    "LLTP": ("PHIẾU LÝ LỊCH TƯ PHÁP SỐ 1",),
    "GKSK": ("GIẤY KHÁM SỨC KHỎE",),
    "GTN": ("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",),
    "PKS": ("PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",),
    "PKT": ("PHIẾU KIỂM TRA",),
    "GNT": ("GIẤY NỘP TIỀN VÀO NGÂN SÁCH NHÀ NƯỚC",),
    "GKS": ("GIẤY KHAI SINH", "TRÍCH LỤC KHAI SINH"),
    "GCT": ("TRÍCH LỤC KHAI TỬ",),
    "GCKH": ("GIẤY CHỨNG NHẬN KẾT HÔN",),
    "GDKKD": ("GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH",),
    "BV": ("TRÍCH ĐO ĐỊA CHÍNH THỬA ĐẤT", "BẢN VẼ HOÀN CÔNG"),
    "TL": ("TRÍCH LỤC BẢN ĐỒ ĐỊA CHÍNH",),
    "CC": ("CHỨNG CHỈ HÀNH NGHỀ",),
    "BTN": ("BẰNG TỐT NGHIỆP TRUNG HỌC PHỔ THÔNG",),
    "UNKNOWN": (
        "LỆNH ĐIỀU XE",
        "PHIẾU NHẬP KHO",
        "BẢNG CHẤM CÔNG",
        "GIẤY VAY TIỀN",
        "THẺ BẢO HÀNH",
    ),
}
CONTRACTS = {
    "HDCN": "HỢP ĐỒNG CHUYỂN NHƯỢNG QUYỀN SỬ DỤNG ĐẤT",
    "HDTC": "HỢP ĐỒNG TẶNG CHO QUYỀN SỬ DỤNG ĐẤT",
    "HDTH": "HỢP ĐỒNG THẾ CHẤP",
    "GUQ": "HỢP ĐỒNG ỦY QUYỀN",
    "VBTT": "VĂN BẢN THỎA THUẬN PHÂN CHIA DI SẢN",
    "HD": "HỢP ĐỒNG DỊCH VỤ",
}
_CODES = {"DON": ("01/ĐK", "CT01", "11/ĐK"), "TKT": ("01/LPTB",), "GNT": ("C1-02/NS",)}
_ADDRESSED = {"DON", "TKT", "GCD"}
_BARE = {"PKS", "BV", "UNKNOWN"}  # kinds that often bear no name of the state


def form(kind: str, look: Look, rng: Random, pages: int) -> list[Draft]:
    """Return a filled form or certificate."""
    sheets = [Draft(look)]
    first = sheets[0]
    if kind in _CODES and chance(rng, 0.5):
        text = f"Mẫu số {rng.choice(_CODES[kind])}"
        first.put(RIGHT - width(text, 11), TOP - 20, text, 11)
    if kind not in _BARE or chance(rng, 0.6):
        national_head(first, rng)
    titled(first, rng.choice(FORMS[kind]), rng)
    if kind in _ADDRESSED:
        first.middle(f"Kính gửi: Ủy ban nhân dân {address(rng).split(', ')[1]}")
    row = 0
    for at in range(pages):
        if at:
            sheets.append(Draft(look))
            if chance(rng, 0.4):
                sheets[-1].put(MIDDLE, 800, str(at + 1))
        sheet = sheets[-1]
        while sheet.y < 560 + 100 * (at < pages - 1) and chance(rng, 0.95):
            row += 1
            label = rng.choice(("Họ và tên", "Ngày sinh", "Số định danh cá nhân", "Nơi cư trú"))
            value = rng.choice((person(rng), short_day(rng), digits(rng, 12), address(rng)))
            sheet.put(LEFT, sheet.y, f"{row}. {label}: {value}")
            sheet.y += 1.6 * look.size
            if chance(rng, 0.25):
                sheet.paragraph(rng.choice(SENTENCES))
    if chance(rng, 0.85):
        last = sheets[-1]
        last.put(RIGHT - 200, last.y + 10, f"{address(rng).split(', ')[1]}, {day(rng)}")
        last.put(RIGHT - 150, last.y + 30, rng.choice(("NGƯỜI KHAI", "Người làm đơn", "GIÁM ĐỐC")))
        last.put(RIGHT - 160, last.y + 110, person(rng))
    return sheets


def land_certificate(look: Look, rng: Random, pages: int) -> list[Draft]:
    """Return a land certificate: its second page has headings and no title."""
    first = Draft(look)
    national_head(first, rng)
    for line in ("GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT", "QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC"):
        first.middle(line, look.size + 2)
    first.put(LEFT, first.y, "I. Người sử dụng đất, chủ sở hữu nhà ở")
    first.y += 24
    first.paragraph(f"Ông: {person(rng)}, CCCD số {digits(rng, 12)}, địa chỉ: {address(rng)}")
    first.put(LEFT, 760, f"CB {digits(rng, 6)}")
    second, third = Draft(look), Draft(look)
    second.put(LEFT, second.y, "II. Thửa đất, nhà ở và tài sản khác gắn liền với đất")
    second.y += 24
    for text in ("1. Thửa đất: số 12, tờ bản đồ số 5", "a) Diện tích: 120 m²", "2. Nhà ở: -/-"):
        second.put(LEFT, second.y, text)
        second.y += 22
    second.put(LEFT, second.y, "III. Sơ đồ thửa đất, nhà ở và tài sản khác gắn liền với đất")
    third.put(LEFT, third.y, "IV. Những thay đổi sau khi cấp giấy chứng nhận")
    third.y += 40
    third.paragraph(rng.choice(SENTENCES))
    return [first, second, third][: min(3, pages)]


def card(look: Look, rng: Random, pages: int) -> list[Draft]:
    """Return a copy of an identity card, its faces on one page or on two."""
    front, y = Draft(look), rng.uniform(80, 180)
    name, number, x = person(rng).upper(), "0" + digits(rng, 11), LEFT + rng.uniform(-10, 40)
    for dy, text in (
        (0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (16, "Độc lập - Tự do - Hạnh phúc"),
        (34, "CĂN CƯỚC CÔNG DÂN"),
    ):
        front.put(MIDDLE - width(text, 11) / 2, y + dy, text, 11)
    for dy, text in (
        (60, f"Số / No.: {number}"),
        (78, "Họ và tên / Full name:"),
        (94, name),
        (110, f"Ngày sinh / Date of birth: {short_day(rng)}"),
        (126, "Quê quán / Place of origin:"),
        (142, address(rng)),
    ):
        front.put(x + 100, y + dy, text, 10)
    back = front if pages == 1 else Draft(look)
    below = y + 300 if pages == 1 else y
    for dy, text in (
        (0, "Đặc điểm nhận dạng / Personal identification:"),
        (16, "Nốt ruồi C: 1cm trên sau mép trái"),
        (40, "CỤC TRƯỞNG CỤC CẢNH SÁT"),
        (56, "QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI"),
        (130, f"IDVNM{digits(rng, 10)}<<<"),
    ):
        back.put(x, below + dy, text, 9.5)
    return [front] if pages == 1 else [front, back]


def contract(kind: str, look: Look, rng: Random, pages: int) -> list[Draft]:
    """Return a contract, numbered at the foot, the notary's words on its last page."""
    sheets: list[Draft] = []
    article, style = 0, rng.choice(("{0}", "Trang {0}/{1}", "- {0} -", ""))
    for at in range(pages):
        sheet = Draft(look)
        sheets.append(sheet)
        if at == 0:
            national_head(sheet, rng)
            titled(sheet, CONTRACTS[kind], rng)
            sheet.paragraph(f"Hôm nay, {day(rng)}, tại {address(rng)}, chúng tôi gồm có:")
            sheet.put(LEFT, sheet.y, "BÊN A:")
            sheet.y += 24
        elif at == pages - 1 and chance(rng, 0.6):
            sheet.middle("LỜI CHỨNG CỦA CÔNG CHỨNG VIÊN")
        while not sheet.full and chance(rng, 0.96):
            if chance(rng, 0.35):
                article += 1
                sheet.middle(f"ĐIỀU {article}")
            sheet.paragraph(rng.choice(SENTENCES))
        if style and (at or "Trang" in style):
            sheet.put(MIDDLE, 805, style.format(at + 1, pages))
    last = sheets[-1]
    last.put(LEFT, last.y + 6, "BÊN A (ký, ghi rõ họ tên)")
    last.put(LEFT, last.y + 60, person(rng))
    return sheets
