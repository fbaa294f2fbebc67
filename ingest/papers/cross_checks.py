"""What the fields of one paper say about each other: agreement makes surer, contradiction less."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from ingest.papers.amounts import amounts_written_out
from ingest.papers.candidates import Candidate
from ingest.papers.identifiers import personal_id
from ingest.papers.labelled_fields import ADDRESSES
from ingest.papers.letters import bare
from ingest.papers.person_names import has_family_name
from ingest.papers.place_names import known_address
from ingest.recognition.vietnamese import looks_vietnamese
from ingest.text import FieldSource, PageText

_NAMES: Final = frozenset({"ho_ten", "nguoi_ky"})
_TEXTS: Final = frozenset({"ho_ten", "nguoi_ky", "dia_chi", "trich_yeu", "chuc_vu", "co_quan"})
_VIETNAMESE: Final = 0.999


def cross_checked(
    found: Mapping[str, Candidate], proven: Mapping[str, Candidate], pages: Sequence[PageText]
) -> dict[str, Candidate]:
    """Return all candidates, judged by each other; proven ones replace those that were read.

    `pages` are asked for amounts in words.
    """
    fields = dict(found)
    for name in ADDRESSES & fields.keys():
        fields[name] = _placed(fields[name])
    _check_names(fields)
    for name in _TEXTS & fields.keys():
        if looks_vietnamese(fields[name].value) < _VIETNAMESE:
            fields[name] = fields[name].questioned()
    if "dien_thoai" in fields and not fields["dien_thoai"].checked:
        fields["dien_thoai"] = fields["dien_thoai"].questioned()
    for name, one in fields.items():
        if name.startswith("ngay_") and one.source is FieldSource.RULE:
            fields[name] = one.questioned()  # a letter stood in a digit's place
    _check_personal(fields)
    _check_signer(fields)
    if "so_tien" in fields and (amounts := list(amounts_written_out(pages))):
        one = fields["so_tien"]
        same = int(one.value) in amounts
        fields["so_tien"] = one.confirmed() if same else one.questioned()
    return fields | dict(proven)


def _placed(one: Candidate) -> Candidate:
    place = known_address(one.value)
    source = FieldSource.RULE if place.repaired else one.source
    placed = replace(one, value=place.text, source=source)
    if place.doubtful:
        return placed.questioned()
    return placed.supported() if place.known else placed


def _check_names(fields: dict[str, Candidate]) -> None:
    for name in _NAMES & fields.keys():
        one = fields[name]
        if not has_family_name(one.value):
            fields[name] = one.questioned()
        elif one.source is FieldSource.OCR:
            fields[name] = one.supported()


def _check_personal(fields: dict[str, Candidate]) -> None:
    """Compare a personal number with sex and year of birth (NĐ 137/2015/NĐ-CP, Điều 13)."""
    number = personal_id(fields["so_cccd"].value) if "so_cccd" in fields else None
    if number is None:
        return
    says = {"gioi_tinh": number.sex}
    if "ngay_sinh" in fields:
        says["ngay_sinh"] = f"{number.birth_year}{fields['ngay_sinh'].value[4:]}"
    elif "nam_sinh" in fields:
        says["nam_sinh"] = str(number.birth_year)
    for name, value in says.items():
        if name in fields:
            same = fields[name].value == value
            for one in ("so_cccd", name):
                fields[one] = fields[one].supported() if same else fields[one].questioned()


def _check_signer(fields: dict[str, Candidate]) -> None:
    """On an application the one who asks signs."""
    if "ho_ten" in fields and "nguoi_ky" in fields and "chuc_vu" not in fields:
        same = bare(fields["ho_ten"].value) == bare(fields["nguoi_ky"].value)
        if same and fields["ho_ten"].value == fields["nguoi_ky"].value:
            for name in _NAMES:
                fields[name] = fields[name].confirmed()
