"""Invented people, places and numbers that one sample dossier is about. Nobody real is meant.

Everything follows from one seed, so that the same seed always gives the same paper.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

_FAMILY: Final = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
]
_MIDDLE_MEN: Final = ["Văn", "Hữu", "Đức", "Minh", "Quốc", "Xuân", "Đình", "Công", "Tuấn", "Quang"]
_MIDDLE_WOMEN: Final = [
    "Thị",
    "Ngọc",
    "Thanh",
    "Thu",
    "Hồng",
    "Kim",
    "Bích",
    "Thúy",
    "Phương",
    "Mỹ",
]
_GIVEN_MEN: Final = [
    "Bình",
    "Cường",
    "Dũng",
    "Hải",
    "Hiếu",
    "Hùng",
    "Khánh",
    "Long",
    "Nam",
    "Nghĩa",
    "Phúc",
    "Sơn",
    "Thắng",
    "Đạt",
]
_GIVEN_WOMEN: Final = [
    "An",
    "Hà",
    "Hạnh",
    "Hương",
    "Lan",
    "Linh",
    "Nga",
    "Nhung",
    "Quỳnh",
    "Thảo",
    "Trang",
    "Tuyết",
    "Yến",
    "Ánh",
]
SAMPLE_DAY: Final = date(2026, 11, 2)
# (commune, province, place named in the date line, first three digits of personal numbers)
_PLACES: Final = (
    ("xã Diên Tân", "tỉnh Khánh Hòa", "Diên Tân", "056"),
    ("xã Phước Hưng", "tỉnh Gia Lai", "Phước Hưng", "052"),
    ("xã Thạch Hạ", "tỉnh Hà Tĩnh", "Thạch Hạ", "042"),
    ("xã Nghi Thạch", "tỉnh Nghệ An", "Nghi Thạch", "040"),
    ("xã Tân Thịnh", "tỉnh Thái Nguyên", "Tân Thịnh", "019"),
    ("xã Liên Nghĩa", "tỉnh Lâm Đồng", "Liên Nghĩa", "068"),
)
_HAMLETS: Final = ("thôn Đông", "thôn Phú Xuân", "thôn Trung Hòa", "thôn Yên Lạc", "thôn Hội Xương")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody invented; dates as they are printed, dd/mm/yyyy."""

    name: str
    sex: str
    born: str
    number: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What all papers of one dossier agree upon."""

    commune: str
    province: str
    place: str
    applicant: Person
    clerk: str
    chairman: str
    deputy: str
    phone: str
    plot: str
    map_sheet: str
    area: str
    certificate: str
    register: str
    issued: tuple[int, int, int]
    applied: tuple[int, int, int]
    confirmed: tuple[int, int, int]
    year: int  # of the draft decision
    number: int


def invent_facts(rng: Random, today: date = SAMPLE_DAY) -> Facts:
    """Return the facts of one dossier that is handed in about `today`.

    The confirmation is a few weeks old: such papers count for six months only.
    """
    commune, province, place, prefix = rng.choice(_PLACES)
    man = rng.random() < 0.5  # noqa: PLR2004 - a coin
    year = rng.randint(1962, 1998)
    address = f"{rng.choice(_HAMLETS)}, {commune}, {province}"
    applicant = Person(
        name=_name(rng, man=man),
        sex="Nam" if man else "Nữ",
        born=f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/{year}",
        # Province, century and sex, birth year, six more digits: NĐ 137/2015/NĐ-CP, Điều 13.
        number=f"{prefix}{0 if man else 1}{year % 100:02d}{rng.randint(0, 999_999):06d}",
        address=address,
    )
    confirmed = today - timedelta(days=rng.randint(20, 60))
    return Facts(
        commune=commune,
        province=province,
        place=place,
        applicant=applicant,
        clerk=_name(rng, man=False),
        chairman=_name(rng, man=True),
        deputy=_name(rng, man=rng.random() < 0.5),  # noqa: PLR2004 - a coin
        phone=f"0{rng.choice('379')}{rng.randint(10_000_000, 99_999_999)}",
        plot=str(rng.randint(11, 890)),
        map_sheet=str(rng.randint(2, 80)),
        area=f"{rng.randint(110, 890)},{rng.randint(1, 9)}",
        certificate=f"{rng.choice(('BX', 'CK', 'CT', 'DB'))} {rng.randint(100_000, 999_999)}",
        register=f"CH{rng.randint(1_000, 99_999):05d}",
        issued=(rng.randint(1, 28), rng.randint(1, 12), rng.randint(2015, 2022)),
        confirmed=_day(confirmed),
        applied=_day(confirmed + timedelta(days=5)),
        year=today.year,
        number=rng.randint(11, 480),
    )


def _day(moment: date) -> tuple[int, int, int]:
    return moment.day, moment.month, moment.year


def long_date(day_month_year: tuple[int, int, int]) -> str:
    """Return "ngày 05 tháng 3 năm 2026" as official documents write it."""
    day, month, year = day_month_year
    # NĐ 30/2020: days under 10 and the months January and February get a zero.
    shown_month = f"{month:02d}" if month <= 2 else str(month)  # noqa: PLR2004 - February
    return f"ngày {day:02d} tháng {shown_month} năm {year}"


def iso_date(day_month_year: tuple[int, int, int]) -> str:
    """Return "2026-03-05"."""
    day, month, year = day_month_year
    return f"{year:04d}-{month:02d}-{day:02d}"


def iso_of_printed(printed: str) -> str:
    """Turn "05/03/1980" into "1980-03-05"."""
    day, month, year = printed.split("/")
    return f"{year}-{month}-{day}"


def _name(rng: Random, *, man: bool) -> str:
    middle = _MIDDLE_MEN if man else _MIDDLE_WOMEN
    given = _GIVEN_MEN if man else _GIVEN_WOMEN
    return f"{rng.choice(_FAMILY)} {rng.choice(middle)} {rng.choice(given)}"
