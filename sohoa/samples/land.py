"""A certificate of land use rights: four pages, as issued before 2025; signed on the third."""

from sohoa.samples.facts import Facts, iso_date, long_date
from sohoa.samples.fonts import FontFamily, Style
from sohoa.samples.letterhead import SIGNER_X
from sohoa.samples.paper import Paper
from sohoa.samples.sheet import LEFT, RIGHT, WIDTH, PenStroke, Rule, Seal, Sheet

_TITLE = "GIẤY CHỨNG NHẬN"
_SUBTITLE = "QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT"
_WARNING = (
    "Người được cấp Giấy chứng nhận không được sửa chữa, tẩy xóa hoặc bổ sung bất kỳ nội dung "
    "nào trong Giấy chứng nhận; khi bị mất hoặc hư hỏng Giấy chứng nhận phải khai báo ngay với "
    "cơ quan cấp giấy."
)


def land_certificate(facts: Facts, fonts: FontFamily) -> Paper:
    """Return the land certificate of the sample dossier."""
    who = facts.applicant
    return Paper(
        type="GCN",
        title=f"{_TITLE} {_SUBTITLE}",
        sheets=(
            _owner(facts, fonts),
            _plot(facts, fonts),
            _map(facts, fonts),
            _changes(fonts),
        ),
        fields={
            "so_phat_hanh": facts.certificate,
            "ho_ten": who.name,
            "so_cccd": who.number,
            "dia_chi": who.address,
            "thua_dat": facts.plot,
            "to_ban_do": facts.map_sheet,
            "dien_tich": f"{facts.area} m²",
            "ngay_ban_hanh": iso_date(facts.issued),
            "nguoi_ky": facts.chairman,
            "chuc_vu": "CHỦ TỊCH",
        },
    )


def _owner(facts: Facts, fonts: FontFamily) -> Sheet:
    sheet = Sheet(fonts)
    who = facts.applicant
    middle = WIDTH / 2
    _frame(sheet)
    sheet.y = 100
    sheet.centred(middle, sheet.y, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 14, Style.BOLD)
    sheet.centred(middle, sheet.y + 20, "Độc lập - Tự do - Hạnh phúc", 14, Style.BOLD, underline=1)
    sheet.y += 88
    sheet.centred(middle, sheet.y, _TITLE, 22, Style.BOLD)
    sheet.y += 30
    sheet.centred_lines(middle, _SUBTITLE, 15, Style.BOLD, 330)
    sheet.y += 40
    sheet.text(
        LEFT,
        sheet.y,
        "I. Người sử dụng đất, chủ sở hữu nhà ở và tài sản khác gắn liền với đất",
        12.5,
        Style.BOLD,
    )
    sheet.y += 28
    title = "Ông" if who.sex == "Nam" else "Bà"
    for text in (
        f"{title}: {who.name.upper()}",
        f"Năm sinh: {who.born[-4:]}",
        f"CCCD số: {who.number}",
        f"Địa chỉ thường trú: {who.address}",
    ):
        sheet.paragraph(text, 14, indent=18, gap=8)
    sheet.y += 60
    sheet.paragraph(_WARNING, 11.5, Style.ITALIC)
    sheet.text(RIGHT - 92, 760, facts.certificate, 16, Style.BOLD)
    return sheet


def _plot(facts: Facts, fonts: FontFamily) -> Sheet:
    sheet = Sheet(fonts)
    sheet.y = 90
    sheet.text(
        LEFT,
        sheet.y,
        "II. Thửa đất, nhà ở và tài sản khác gắn liền với đất",
        13,
        Style.BOLD,
    )
    sheet.y += 28
    for text in (
        "1. Thửa đất:",
        f"a) Thửa đất số: {facts.plot}, tờ bản đồ số: {facts.map_sheet}",
        f"b) Địa chỉ: {facts.applicant.address}",
        f"c) Diện tích: {facts.area} m²",
        "d) Hình thức sử dụng: riêng",
        "đ) Mục đích sử dụng: Đất ở tại nông thôn; đất trồng cây lâu năm",
        "e) Thời hạn sử dụng: Đất ở: lâu dài; đất trồng cây lâu năm: đến ngày 15/10/2043",
        "g) Nguồn gốc sử dụng: Công nhận quyền sử dụng đất như giao đất có thu tiền sử dụng đất",
        "2. Nhà ở: Nhà cấp 4, một tầng, tường gạch, mái ngói",
        "3. Công trình xây dựng khác: Không có",
        "4. Rừng sản xuất là rừng trồng: Không có",
        "5. Cây lâu năm: Không có",
        "6. Ghi chú: Không",
    ):
        sheet.paragraph(text, 13, indent=0, gap=6)
    return sheet


def _map(facts: Facts, fonts: FontFamily) -> Sheet:
    sheet = Sheet(fonts)
    sheet.y = 90
    sheet.text(
        LEFT,
        sheet.y,
        "III. Sơ đồ thửa đất, nhà ở và tài sản khác gắn liền với đất",
        13,
        Style.BOLD,
    )
    corners = [(180.0, 150.0), (395.0, 138.0), (415.0, 300.0), (196.0, 318.0)]
    for index, (x, y) in enumerate(corners):
        following = corners[(index + 1) % 4]
        sheet.items.append(Rule(x, y, *following, 1.2))
        sheet.text(
            x + (8 if x > 300 else -16),  # noqa: PLR2004 - beside the corner, outside
            y + (16 if y > 200 else -8),  # noqa: PLR2004 - beside the corner, outside
            str(index + 1),
            12,
        )
    sheet.centred(296, 226, f"Thửa {facts.plot}", 13)
    sheet.centred(296, 246, f"{facts.area} m²", 13)
    sheet.y = 366
    sheet.table(
        (("Số hiệu điểm", 0.24), ("Chiều dài cạnh (m)", 0.28), ("X (m)", 0.24), ("Y (m)", 0.24)),
        (
            ("1", "21,45", "1356210,32", "598114,07"),
            ("2", "16,20", "1356213,90", "598135,22"),
            ("3", "21,98", "1356197,84", "598137,41"),
            ("4", "16,88", "1356193,61", "598115,83"),
        ),
        12,
    )
    y = sheet.y + 14
    sheet.centred(SIGNER_X - 12, y, f"{facts.place}, {long_date(facts.issued)}", 13, Style.ITALIC)
    sheet.centred(SIGNER_X - 12, y + 20, "TM. ỦY BAN NHÂN DÂN", 12.5, Style.BOLD)
    sheet.centred(SIGNER_X - 12, y + 37, "CHỦ TỊCH", 13, Style.BOLD)
    sheet.items.append(PenStroke(SIGNER_X, y + 78, 110, 44))
    sheet.items.append(Seal(SIGNER_X - 58, y + 74, 51, f"ỦY BAN NHÂN DÂN {facts.commune}"))
    sheet.centred(SIGNER_X - 12, y + 136, facts.chairman, 13.5, Style.BOLD)
    sheet.text(LEFT, y + 136, f"Số vào sổ cấp GCN: {facts.register}", 12)
    return sheet


def _changes(fonts: FontFamily) -> Sheet:
    sheet = Sheet(fonts)
    sheet.y = 90
    sheet.text(LEFT, sheet.y, "IV. Những thay đổi sau khi cấp Giấy chứng nhận", 13, Style.BOLD)
    sheet.y += 34
    sheet.table(
        (
            ("Nội dung thay đổi và cơ sở pháp lý", 0.62),
            ("Xác nhận của cơ quan có thẩm quyền", 0.38),
        ),
        (
            (
                "Thay đổi thông tin về địa chỉ thường trú của người sử dụng đất theo hồ sơ số ",
                "000412 Đã xác nhận ngày 14/02/2023",
            ),
            (
                "Đính chính năm sinh của người sử dụng đất theo giấy tờ tùy thân",
                "Đã xác nhận ngày 20/11/2024",
            ),
        ),
        12.5,
    )
    sheet.paragraph(_WARNING, 11.5, Style.ITALIC)
    return sheet


def _frame(sheet: Sheet) -> None:
    """Draw the printed frame of the first page."""
    for inset in (34.0, 39.0):
        x0, y0, x1, y1 = inset, inset, WIDTH - inset, 808 - inset
        sheet.items.extend(
            (Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1))
        )
