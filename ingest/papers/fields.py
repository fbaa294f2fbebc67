"""Extracts what a paper says about itself and its owner, as suggestions with their places.

Which fields are looked for is the paper's kind's to say. A chip card's QR code is surer than
anything recognised; the head of a document is surer about its date than its end.
"""

from collections.abc import Sequence
from typing import Final

from ingest.papers.citizen_card import citizen_card
from ingest.papers.head_fields import head_fields
from ingest.papers.labelled_fields import LAND, PERSON, labelled_fields
from ingest.papers.signer_fields import signer_fields
from ingest.papers.types import PaperType
from ingest.text import Field, FieldSource, PageText

_HEAD: Final = frozenset({"so_ky_hieu", "co_quan", "co_quan_chu_quan", "trich_yeu"})
_SIGNER: Final = frozenset({"nguoi_ky", "chuc_vu"})
_DATE: Final = frozenset({"ngay_ban_hanh"})
_OFFICIAL: Final = _HEAD | _SIGNER | _DATE


def extract(pages: Sequence[PageText], kind: PaperType | None) -> dict[str, Field]:
    """Return the fields of one paper by name; `None` as kind means that it is not known.

    A kind that wants some of a person's data gets all that the paper says of the person, likewise
    for land and for the head; the office's catalogue may list only what it shows.
    """
    if not pages:
        return {}
    wanted = wanted_fields(kind)
    fields: dict[str, Field] = {}
    if wanted & (PERSON | LAND):
        fields.update(labelled_fields(pages))
        fields.update(_card_fields(pages))
    if wanted & _OFFICIAL:
        fields.update(signer_fields(pages))
        fields.update(head_fields(pages[0], [] if kind is None else [kind]))
    return {name: field for name, field in fields.items() if name in wanted}


def wanted_fields(kind: PaperType | None) -> frozenset[str]:
    """Return the names of all fields that a paper of this kind may have; None: not known."""
    wanted = frozenset(kind.fields) if kind is not None else _OFFICIAL
    if wanted & PERSON:
        wanted |= PERSON
    if wanted & LAND or (kind is not None and kind.code == "GCN"):
        wanted |= LAND | PERSON
    if "so_ky_hieu" in wanted:
        wanted |= _HEAD
    if wanted & _SIGNER:
        wanted |= _SIGNER
    return wanted


def _card_fields(pages: Sequence[PageText]) -> dict[str, Field]:
    """Return the fields of the first chip card whose QR code was read."""
    for page in pages:
        for code in page.codes:
            card = citizen_card(code)
            if card is not None:
                values = {
                    "so_cccd": card.number,
                    "ho_ten": card.name,
                    "ngay_sinh": card.born.isoformat(),
                    "gioi_tinh": card.sex,
                    "dia_chi": card.address,
                }
                return {
                    name: Field(value=value, confidence=1.0, page=page.index, source=FieldSource.QR)
                    for name, value in values.items()
                    if value
                }
    return {}
