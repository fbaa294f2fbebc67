"""Names for new things: the kind, then a moment and chance, so that they sort by age.

52 bits of microseconds and 78 bits of chance in Crockford's base 32, in lower case:
`dos_3bk9...`. Sorting by id is sorting by time, which keyset pages rely on.
"""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Final

_DIGITS: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH: Final = 26
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)
_CHANCE_BITS: Final = 78


def new_id(kind: str, at: datetime) -> str:
    """Return a fresh id such as `doc_3bk9...` for a thing of this kind made at this moment."""
    number = (at - _EPOCH) // _TICK << _CHANCE_BITS | secrets.randbits(_CHANCE_BITS)
    letters = [_DIGITS[number >> shift & 31] for shift in range((_LENGTH - 1) * 5, -1, -5)]
    return f"{kind}_{''.join(letters)}"
