"""A change to a signed document, and how much freedom a signer must have left for it."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from signing.reasons import reason
from signing.verdict import Reason


class Freedom(IntEnum):
    """What must be permitted for a change to be harmless, from least to most.

    The steps follow DocMDP (ISO 32000-2 table 257): P=1 leaves validation data alone, P=2 adds
    signing and filling, P=3 adds notes. A plain approval signature leaves further signing.
    """

    VALIDATION_DATA = 0  # certificates, revocation answers, document timestamps, metadata
    SIGNING = 1  # another signature
    FILLING = 2  # values of form fields
    ANNOTATING = 3  # notes on pages
    NOTHING = 4  # no permission makes this harmless


_LEFT_BY: Final = {1: Freedom.VALIDATION_DATA, 2: Freedom.FILLING, 3: Freedom.ANNOTATING}


def left_by(permission: int | None) -> Freedom:
    """Return the freedom that a DocMDP level leaves; `None` where nobody certified."""
    if permission is None:
        return Freedom.SIGNING
    return _LEFT_BY.get(permission, Freedom.VALIDATION_DATA)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between the signed revision and the document as shown."""

    needs: Freedom
    reason: Reason


def never(code: str, where: str = "") -> Change:
    """Return a change that nothing permits."""
    return Change(Freedom.NOTHING, reason(code, where))
