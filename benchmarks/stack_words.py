"""Words for invented papers: people, places, sentences. Nothing here is a real person's."""

from random import Random

_FAMILIES = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Dương",
    "Lý",
    "Trịnh",
    "Đinh",
)
_MIDDLES = (
    "Văn",
    "Thị",
    "Hữu",
    "Đức",
    "Minh",
    "Ngọc",
    "Thanh",
    "Quốc",
    "Xuân",
    "Thu",
)
_GIVEN = (
    "An",
    "Bình",
    "Cường",
    "Dung",
    "Giang",
    "Hà",
    "Hải",
    "Hương",
    "Khánh",
    "Lan",
    "Long",
    "Mai",
    "Nam",
    "Phúc",
    "Quỳnh",
    "Sơn",
)
PROVINCES = ("Hà Nam", "Phú Thọ", "Gia Lai", "Cà Mau", "Sơn La", "Tây Ninh", "Quảng Trị", "Lào Cai")
COMMUNES = ("Bình An", "Hòa Thắng", "Tân Lập", "Phú Mỹ", "Đông Sơn", "Ia Grai", "Mường La")
SENTENCES = (
    (
        "Các cơ quan, đơn vị có liên quan chịu trách nhiệm phối hợp tổ chức thực hiện và báo "
        "cáo kết quả trước ngày 25 hằng tháng."
    ),
    (
        "Hồ sơ gồm đơn đề nghị, bản sao giấy chứng nhận và các giấy tờ khác theo quy định của "
        "pháp luật về đất đai; trường hợp thiếu phải thông báo một lần bằng văn bản."
    ),
    "Kinh phí thực hiện được bố trí từ ngân sách địa phương và các nguồn hợp pháp khác.",
    "Bên A đã giao và Bên B đã nhận đủ số tiền nêu trên, không còn tranh chấp gì về sau.",
    "Thửa đất có vị trí phía đông giáp đường liên thôn, phía tây giáp đất của hộ liền kề.",
    (
        "Trong quá trình thực hiện nếu có vướng mắc, đề nghị phản ánh về Văn phòng để tổng hợp, "
        "trình cấp có thẩm quyền xem xét, quyết định theo Quyết định số 12/2024/QĐ-UBND của tỉnh."
    ),
    "Người sử dụng đất có nghĩa vụ sử dụng đất đúng mục đích, đúng ranh giới thửa đất.",
    (
        "Theo đề nghị của Trưởng phòng chuyên môn tại Tờ trình số 45/TTr-PKT, giao các thôn, tổ "
        "dân phố rà soát, lập danh sách và niêm yết công khai tại nhà văn hóa."
    ),
)
LEGAL = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
    "Căn cứ Luật Đất đai ngày 18 tháng 01 năm 2024;",
    (
        "Căn cứ Nghị định số 118/2025/NĐ-CP ngày 09 tháng 6 năm 2025 của Chính phủ về thực hiện "
        "thủ tục hành chính theo cơ chế một cửa, một cửa liên thông;"
    ),
    "Căn cứ Quyết định số 08/2025/QĐ-UBND ngày 03 tháng 7 năm 2025 của Ủy ban nhân dân tỉnh;",
    "Xét Tờ trình số 112/TTr-KT ngày 12 tháng 9 năm 2025 của Phòng Kinh tế.",
)
SUBJECTS = (
    "Về việc cho phép chuyển mục đích sử dụng đất",
    "Về việc giao đất cho hộ gia đình, cá nhân làm nhà ở",
    "Về việc công nhận kết quả số hóa hồ sơ thủ tục hành chính",
    "Về việc phê duyệt danh mục thủ tục hành chính thuộc phạm vi quản lý",
    "Về việc trợ cấp xã hội hằng tháng đối với người cao tuổi",
    "Về việc thành lập Tổ công tác liên ngành",
)


def chance(rng: Random, share: float) -> bool:
    """Return True in this share of the cases."""
    return rng.random() < share


def person(rng: Random) -> str:
    """Return a name."""
    return f"{rng.choice(_FAMILIES)} {rng.choice(_MIDDLES)} {rng.choice(_GIVEN)}"


def digits(rng: Random, count: int) -> str:
    """Return so many digits."""
    return "".join(rng.choice("0123456789") for _ in range(count))


def day(rng: Random) -> str:
    """Return a date in words."""
    month, year = rng.randint(1, 12), rng.randint(2016, 2026)
    return f"ngày {rng.randint(1, 28):02} tháng {month:02} năm {year}"


def short_day(rng: Random) -> str:
    """Return a date in figures."""
    return f"{rng.randint(1, 28):02}/{rng.randint(1, 12):02}/{rng.randint(1950, 2026)}"


def address(rng: Random) -> str:
    """Return where somebody lives."""
    return f"thôn {rng.randint(1, 9)}, xã {rng.choice(COMMUNES)}, tỉnh {rng.choice(PROVINCES)}"
