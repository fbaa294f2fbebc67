"""What each kind of signature says on the page (NĐ 30/2020, Phụ lục I, mục II.7, II.8 and IV).

The words on a signed paper are Vietnamese whatever language the desk speaks.
"""

import unicodedata
from datetime import datetime, timedelta, timezone

from signing.profiles import Profile, SignatureSpec

_VIETNAM = timezone(timedelta(hours=7))


def shown_lines(spec: SignatureSpec, name: str) -> tuple[str, ...]:
    """Return the lines that a reader sees, in NFC; none where nothing or only an image shows."""
    time = shown_time(spec.at)
    match spec.profile:
        case Profile.INVISIBLE:
            lines: tuple[str, ...] = ()
        case Profile.LEADER | Profile.AGENCY:
            # The rule asks for the image alone; without one, say who signed and when.
            lines = () if spec.image else (f"Ký bởi: {name}", f"Thời gian ký: {time}")
        case Profile.DIGITISER:
            lines = (f"Người số hóa: {name}", time)
        case Profile.COPY:
            lines = (spec.copy_form, spec.agency or name, time)
        case Profile.APPENDIX:
            lines = (f"Kèm theo văn bản số: {spec.reference}", time) if spec.reference else (time,)
    return tuple(_printable(line) for line in lines)


def shown_time(at: datetime) -> str:
    """Return a time as the decree writes it: ISO 8601 to the second, Vietnam's zone."""
    return at.astimezone(_VIETNAM).isoformat(timespec="seconds")


def _printable(text: str) -> str:
    """Compose letters, and leave out what does not print: a certificate may hold anything."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(letter for letter in composed if unicodedata.category(letter)[0] != "C").strip()
