"""Extracts what a paper says about itself and its owner, as suggestions with their places.

Which fields are looked for is the paper's kind's to say. A chip card's QR code and a card's or
passport's machine-readable zone are surer than anything recognised; the head of a document is
surer about its date than its end. What two sources say alike is surer than either.
"""

from collections.abc import Sequence
from typing import Final

from ingest.papers.candidates import Candidate, candidate
from ingest.papers.card_fields import card_fields
from ingest.papers.cross_checks import cross_checked
from ingest.papers.field_confidence import as_field
from ingest.papers.head_fields import head_fields
from ingest.papers.labelled_fields import labelled_fields
from ingest.papers.layout_zones import column_edge
from ingest.papers.signer_fields import signer_fields
from ingest.papers.titles import find_title
from ingest.papers.types import UNKNOWN, PaperType
from ingest.text import Field, Line, PageText

HEAD: Final = frozenset({"so_ky_hieu", "co_quan", "co_quan_chu_quan", "trich_yeu", "dia_danh"})
SIGNER: Final = frozenset({"nguoi_ky", "chuc_vu"})
DATE: Final = frozenset({"ngay_ban_hanh"})
PERSON: Final = frozenset(
    [
        "ho_ten", "so_cccd", "so_cmnd", "ngay_sinh", "nam_sinh", "gioi_tinh", "dan_toc",
        "quoc_tich", "que_quan", "noi_sinh", "dia_chi", "ngay_cap", "noi_cap", "co_gia_tri_den",
        "so_ho_chieu", "dien_thoai", "email", "ma_so_thue",
    ]
)  # fmt: skip
LAND: Final = frozenset(
    [
        "so_phat_hanh", "so_vao_so", "thua_dat", "to_ban_do", "dien_tich", "dia_chi_thua_dat",
        "hinh_thuc_su_dung", "muc_dich_su_dung", "thoi_han", "nguon_goc_su_dung",
    ]
)  # fmt: skip
DOSSIER: Final = frozenset({"ma_ho_so", "noi_dung", "so_tien", "ngay_hen_tra"})
_OFFICIAL: Final = HEAD | SIGNER | DATE
_ALL: Final = _OFFICIAL | PERSON | LAND | DOSSIER


def extract(pages: Sequence[PageText], kind: PaperType | None) -> dict[str, Field]:
    """Return the fields of one paper by name; `None` as kind means that it is not known.

    A kind that wants some of a person's data gets all that the paper says of the person, of land
    and of the dossier, likewise for the head; the office's catalogue may list only what it shows.
    A paper of unknown kind is asked for everything: a label says by itself what stands after it.
    """
    return {name: as_field(one) for name, one in candidates(pages, kind).items()}


def candidates(pages: Sequence[PageText], kind: PaperType | None) -> dict[str, Candidate]:
    """Return what `extract` returns, with the evidence instead of a confidence."""
    if not pages:
        return {}
    wanted = wanted_fields(kind)
    found: dict[str, Candidate] = {}
    if wanted & (PERSON | LAND | DOSSIER):
        found.update(labelled_fields(pages))
    if wanted & _OFFICIAL:
        head = head_fields(pages[0], [] if kind is None else [kind])
        found.update(signer_fields(pages, closing_date=column_edge(pages[0]) is None))
        found.update(head)
    proven = card_fields(pages) if wanted & PERSON else {}
    if kind is not None and (named := _kind_of(pages[0], kind)):
        found["loai"] = named
    merged = cross_checked(found, proven, pages)
    return {name: one for name, one in merged.items() if name in wanted}


def wanted_fields(kind: PaperType | None) -> frozenset[str]:
    """Return the names of all fields that a paper of this kind may have; None: not known."""
    if kind is None or kind.code == UNKNOWN:
        return _ALL
    wanted = frozenset(kind.fields) | {"loai"}
    if wanted & PERSON:
        wanted |= PERSON | LAND | DOSSIER
    if wanted & LAND or kind.code == "GCN":
        wanted |= LAND | PERSON
    if "so_ky_hieu" in wanted:
        wanted |= HEAD
    if wanted & DATE:
        wanted |= {"dia_danh"}
    if wanted & SIGNER or "ho_ten" in wanted:
        wanted |= SIGNER
    if wanted & DOSSIER:
        wanted |= DOSSIER
    return wanted


def _kind_of(page: PageText, kind: PaperType) -> Candidate | None:
    """Return the kind's name with the place of the title that says so."""
    title = find_title(page, [kind])
    if title is None or title.type != kind.code or kind.code == UNKNOWN:
        return None
    if not title.lines:
        sure = title.confidence
        return Candidate(value=kind.name_vi, page=page.index, box=None, weakest=sure, mean=sure)
    whole = Line(tuple(word for line in title.lines for word in line.words))
    return candidate(page, whole, 0, len(whole.text), kind.name_vi)
