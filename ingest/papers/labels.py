"""What is printed before a value: the labels of forms, certificates, cards and slips.

Patterns are for capitals without diacritics, since recognisers drop them (`letters.bare`). A label
ends in a colon or with its row; only labels that no running text contains may do without.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_END: Final = r"\s*(?::|;(?=\s)|\.(?=\s|$)|$)"
_NAME: Final = r"HO(?: VA|,| ,)?(?: CHU DEM,?)?(?: VA)? TEN"
_PATTERNS: Final[dict[str, str]] = {
    "ho_ten": rf"(?:{_NAME}[^:;]{{0,40}}?|TEN TOI LA|TOI TEN LA|TOI TEN|"
    rf"^\W*(?:ONG|BA|ONG \(BA\)|ONG/BA|HO ONG|HO BA))(?:{_END})",
    "ngay_sinh": r"(?:NGAY,?(?: THANG,? NAM)? SINH|\bSINH NGAY)[^:0-9]{0,30}?(?::|;|(?=\s*\d)|$)",
    "nam_sinh": r"(?<!THANG, )(?<!THANG )\bNAM SINH\s*:?",
    "gioi_tinh": rf"GIOI TINH[^:;]{{0,10}}?(?:{_END})",
    "dan_toc": rf"\bDAN TOC\b[^:;]{{0,15}}?(?:{_END})",
    "quoc_tich": rf"\bQUOC TICH\b[^:;]{{0,15}}?(?:{_END})",
    "so_cccd": r"(?:CCD\b|CMND|CAN CUOC(?! DUOC)|DINH DANH|\bS\w{1,3}\s?/\s?NO)[^0-9]{0,40}",
    "ngay_cap": r"(?:\bNGAY CAP|\bCAP NGAY|DATE OF ISSUE|NGAY, ?THANG, ?NAM ?/ ?DATE[^:]{0,15})"
    r"[^:0-9]{0,20}?(?::|;|(?=\s*\d)|$)",
    "noi_cap": rf"(?:\bNOI CAP|\bCO QUAN CAP)(?:{_END})",
    "co_gia_tri_den": r"(?:CO GIA TRI DEN|GIA TRI DEN NGAY|DATE OF EXPIRY)[^:0-9]{0,30}?"
    r"(?::|;|(?=\s*\d)|$)",
    "que_quan": rf"(?:\bQUE QUAN|\bNGUYEN QUAN)[^:;]{{0,25}}?(?:{_END})",
    "noi_sinh": rf"(?:\bNOI SINH|NOI DANG KY KHAI SINH)[^:;]{{0,25}}?(?:{_END})",
    "dia_chi": r"(?:NOI (?:THUONG TRU|CU TRU|O HIEN NAY|O HIEN TAI|DANG KY THUONG TRU|TAM TRU)|"
    rf"DIA CHI(?! THUA)(?: THUONG TRU| LIEN HE)?|HO KHAU THUONG TRU|^\W*(?:CHI )?THUONG TRU(?=:))"
    rf"[^:;]{{0,30}}?(?:{_END})",
    "dien_thoai": r"(?:DIEN THOAI|\bDT|\bSDT|\bTEL)[^:0-9]{0,20}?(?::|(?=\s*0\d)|$)",
    "email": rf"(?:THU DIEN TU|E-?MAIL)[^:;]{{0,10}}?(?:{_END})",
    "ma_so_thue": r"(?:MA SO THUE|\bMST\b|MA SO DOANH NGHIEP)[^:0-9]{0,30}?(?::|(?=\s*\d)|$)",
    "ma_ho_so": rf"\b(?:MA SO HO SO|MA HO SO|SO HO SO)(?:{_END})",
    "ngay_hen_tra": r"(?:HEN TRA|TRA KET QUA)[^:]{0,40}?:",
    "so_tien": r"\bSO TIEN\b[^:0-9]{0,40}?(?::|(?=\s*\d))",
    "so_phat_hanh": r"SO PHAT HANH[^:A-Z]{0,5}:?",
    "so_vao_so": rf"SO VAO SO[^:;]{{0,30}}?(?:{_END})",
    "thua_dat": r"THUA (?:DAT )?SO(?=\W*\d|\s*:)\s*[:.]?",
    "to_ban_do": r"TO BAN DO(?: SO)?(?=\W*\d|\s*:)\s*[:.]?",
    "dien_tich": r"DIEN TICH[^:0-9]{0,20}?(?::|(?=\s*\d))",
    "hinh_thuc_su_dung": rf"HINH THUC SU DUNG[^:;]{{0,15}}?(?:{_END})",
    "muc_dich_su_dung": rf"MUC DICH SU DUNG[^:;]{{0,15}}?(?:{_END})",
    "thoi_han": rf"(?<!KHONG )(?<!DINH )THOI HAN(?: SU DUNG)?[^:;]{{0,15}}?(?:{_END})",
    "nguon_goc_su_dung": rf"NGUON GOC SU DUNG[^:;]{{0,15}}?(?:{_END})",
    "dia_chi_thua_dat": rf"DIA CHI THUA(?: DAT)?(?:{_END})",
    "noi_dung": rf"NOI DUNG (?:DE NGHI|YEU CAU|GIAI QUYET)[^:;]{{0,25}}?(?:{_END})",
    "": rf"(?:LOAI DAT|SO THUA|GHI CHU|NGHE NGHIEP|TON GIAO|SO HO CHIEU)[^:;]{{0,10}}?(?:{_END})",
}
_COMPILED: Final = {name: re.compile(pattern) for name, pattern in _PATTERNS.items()}


class Label(NamedTuple):
    """A label in a row: where it begins and ends in the row's text, and what follows it.

    The name is empty for labels whose values nobody keeps; they still end the value before them.
    """

    start: int
    end: int
    name: str


def labels(text: str) -> Iterator[Label]:
    """Yield the labels in a row of capitals without diacritics, from left to right."""
    found = sorted(
        Label(match.start(), match.end(), name)
        for name, pattern in _COMPILED.items()
        for match in pattern.finditer(text)
    )
    end = -1
    for label in found:
        if label.start >= end:
            yield label
            end = label.end
