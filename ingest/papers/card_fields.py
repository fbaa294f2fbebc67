"""What a chip card's QR code or a machine-readable zone says: surer than anything recognised."""

from collections.abc import Sequence

from ingest.papers.candidates import Candidate
from ingest.papers.citizen_card import CitizenCard, citizen_card
from ingest.papers.machine_readable import TravelCard, find_zone
from ingest.text import FieldSource, PageText


def card_fields(pages: Sequence[PageText]) -> dict[str, Candidate]:
    """Return the fields of the first card whose QR code or machine-readable zone was read."""
    fields: dict[str, Candidate] = {}
    for page in pages:
        zone = find_zone(page)
        if zone is not None:
            fields |= _of_zone(page, zone)
    for page in pages:
        for code in page.codes:
            card = citizen_card(code)
            if card is not None:
                return fields | _of_card(page, card)
    return fields


def _of_card(page: PageText, card: CitizenCard) -> dict[str, Candidate]:
    values = {
        "so_cccd": card.number,
        "so_cmnd": card.former,
        "ho_ten": card.name,
        "ngay_sinh": card.born.isoformat(),
        "gioi_tinh": card.sex,
        "dia_chi": card.address,
        "ngay_cap": card.issued.isoformat() if card.issued else "",
    }
    return {
        name: Candidate(
            value=value, page=page.index, box=None, weakest=1.0, mean=1.0, source=FieldSource.QR
        )
        for name, value in values.items()
        if value
    }


def _of_zone(page: PageText, zone: TravelCard) -> dict[str, Candidate]:
    """Return what the zone proves; names in it have no marks and are not taken."""
    values = {
        "so_cccd": zone.personal,
        "so_ho_chieu": zone.passport,
        "ngay_sinh": zone.born.isoformat() if zone.born else "",
        "gioi_tinh": zone.sex,
        "co_gia_tri_den": zone.expires.isoformat() if zone.expires else "",
    }
    return {
        name: Candidate(
            value=value,
            page=page.index,
            box=zone.box,
            weakest=zone.confidence,
            mean=zone.confidence,
            source=FieldSource.MRZ,
        )
        for name, value in values.items()
        if value
    }
