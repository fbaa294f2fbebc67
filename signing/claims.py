"""What a signature says about itself and nobody has proved: names and the claimed time."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

from signing.revisions.pdf_objects import UNREADABLE, entry, text

# ISO 32000-1 clause 7.9.4; a year is enough, and the apostrophes come and go.
_DATE: Final = re.compile(
    r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+\-Z])(?:(\d\d)'?(?:(\d\d)'?)?)?)?"
)


def claimed_time(value: object, signing_time: object) -> datetime | None:
    """Return the time in the signed attributes, else in /M; aware, or None."""
    if isinstance(signing_time, datetime) and signing_time.tzinfo is not None:
        return signing_time
    return parse_date(text(entry(value, "/M")) or "")


def parse_date(written: str) -> datetime | None:
    """Return a PDF date; without an offset it is taken as UTC."""
    match = _DATE.match(written)
    if not match:
        return None
    year, month, day, hour, minute, second, sign, off_hours, off_minutes = match.groups()
    offset = timedelta(hours=int(off_hours or 0), minutes=int(off_minutes or 0))
    try:
        zone = timezone(-offset if sign == "-" else offset) if sign in ("+", "-") else UTC
        return datetime(
            int(year),
            int(month or 1),
            int(day or 1),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            tzinfo=zone,
        )
    except ValueError:
        return None


def display_name(name: Any) -> str | None:  # noqa: ANN401 - asn1crypto is untyped
    """Return the common name, else the organisation, else the whole name, for people to read."""
    try:
        parts = name.native
        for key in ("common_name", "organization_name"):
            if parts.get(key):
                found = parts[key]
                return ", ".join(found) if isinstance(found, list) else str(found)
        return str(name.human_friendly) or None
    except UNREADABLE:
        return None


def serial_number(certificate: Any) -> str | None:  # noqa: ANN401 - asn1crypto is untyped
    """Return the serial number in decimal."""
    try:
        return str(certificate.serial_number)
    except UNREADABLE:
        return None


def organisation(name: Any) -> str | None:  # noqa: ANN401 - asn1crypto is untyped
    """Return the organisation and its units as the name states them, the largest first."""
    try:
        parts = name.native
        found: list[str] = []
        for key in ("organization_name", "organizational_unit_name"):
            stated = parts.get(key) or []
            found += [stated] if isinstance(stated, str) else [str(one) for one in stated]
        return ", ".join(found) or None
    except UNREADABLE:
        return None


def period(certificate: Any) -> tuple[datetime | None, datetime | None]:  # noqa: ANN401 - asn1crypto
    """Return when the certificate says that it begins and ends, both aware."""
    try:
        return certificate.not_valid_before, certificate.not_valid_after
    except UNREADABLE:
        return None, None
