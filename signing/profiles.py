"""What a signature is for, and so where it stands and what it shows (NĐ 30/2020, Phụ lục I)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Self


class Profile(StrEnum):
    """The capacities in which an office signs."""

    LEADER = "leader"  # the competent person, over the name at the end of the text
    AGENCY = "agency"  # the agency's seal, left of and a third over the leader's signature
    DIGITISER = "digitiser"  # who scanned it: top left (TT 01/2023/TT-VPCP art. 8)
    COPY = "copy"  # a certified copy: far top right
    APPENDIX = "appendix"  # an attachment in its own file: top right
    INVISIBLE = "invisible"  # nothing is drawn


# DER bytes kept free for the CMS: certificates of a three-level chain take about 5 kB, a
# timestamp token with its chain another 6 kB.
_ROOM_BYTES = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureSpec:
    """How one signature is to be placed and drawn. Made of plain values: it crosses processes.

    `at`: the claimed time (aware), shown and written as /M. `name`: shown instead of the
    certificate's common name. `agency`: shown by copies. `reference`: number and symbol of the
    main document, shown by appendices. `page`: from 0, negative from the end; None = the
    profile's own. `box`: x0, y0, x1, y1 in points on the page as a reader sees it, origin bottom
    left; None = the profile's own place. `image`: a PNG with transparency. `font`: a TrueType
    file; None = the first found of the usual places. `field`: None = a fresh unique name. `room`:
    bytes kept free for the CMS. `hash`: over the file and in the CMS, sha256, sha384 or sha512.
    """

    profile: Profile
    at: datetime
    name: str | None = None
    agency: str = ""
    reference: str = ""
    copy_form: str = "SAO Y"
    reason: str | None = None
    location: str | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    image: Path | None = None
    font: Path | None = None
    field: str | None = None
    room: int = _ROOM_BYTES
    hash: str = "sha256"

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise ValueError("the time of a signature needs a time zone")

    def to_json(self) -> dict[str, object]:
        """Return plain values that `from_json` takes back."""
        return {
            "profile": self.profile.value,
            "at": self.at.isoformat(),
            "name": self.name,
            "agency": self.agency,
            "reference": self.reference,
            "copy_form": self.copy_form,
            "reason": self.reason,
            "location": self.location,
            "page": self.page,
            "box": list(self.box) if self.box else None,
            "image": str(self.image) if self.image else None,
            "font": str(self.font) if self.font else None,
            "field": self.field,
            "room": self.room,
            "hash": self.hash,
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, object]) -> Self:
        """Take back what `to_json` gave; ValueError, TypeError or KeyError on anything else."""
        values: dict[str, Any] = dict(plain)
        values["profile"] = Profile(values["profile"])
        values["at"] = datetime.fromisoformat(values["at"])
        for name in ("image", "font"):
            if values.get(name) is not None:
                values[name] = Path(values[name])
        if values.get("box") is not None:
            x0, y0, x1, y1 = values["box"]
            values["box"] = (float(x0), float(y0), float(x1), float(y1))
        return cls(**values)
