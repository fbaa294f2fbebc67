"""The QR code on a citizen's chip card. It fills fields; it proves no identity.

Seven fields, parted by `|`: number, former 9-digit number or nothing, name, date of birth, sex,
address, date of issue; dates are ddmmyyyy. Newer cards may say more: what follows is left alone.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from ingest.papers.identifiers import normal, personal_id

_FIELDS: Final = 7
_DATE_LENGTH: Final = 8
_FORMER_LENGTH: Final = 9
_SEXES: Final = frozenset({"Nam", "Nữ"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CitizenCard:
    """What a card's QR code says. `former` is empty for people who had no older number."""

    number: str
    former: str
    name: str
    born: date
    sex: str
    address: str
    issued: date | None


def citizen_card(code: str) -> CitizenCard | None:
    """Parse the payload of a card's QR code; None for every other code."""
    parts = [normal(part) for part in code.split("|")]
    if len(parts) < _FIELDS:
        return None
    number, former, name, born, sex, address, issued = parts[:_FIELDS]
    birth = _date(born)
    known_former = not former or (former.isdigit() and len(former) in {_FORMER_LENGTH, 12})
    if personal_id(number) is None or not known_former or not name or birth is None:
        return None
    if sex not in _SEXES:
        return None
    return CitizenCard(
        number=number,
        former=former,
        name=name,
        born=birth,
        sex=sex,
        address=address,
        issued=_date(issued),
    )


def _date(digits: str) -> date | None:
    if len(digits) != _DATE_LENGTH or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return None
