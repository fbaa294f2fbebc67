"""Entity tags: a record's is its row number, a file's is its SHA-256 (RFC 9110 8.8.3, 13.1)."""

import re
from typing import Final

from api.problems import ProblemError

_TAG: Final = re.compile(r'\s*(W/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*(?:,|$)')


def row_tag(row: int) -> str:
    """Return the strong tag of a record that was changed `row` times."""
    return f'"r{row}"'


def bytes_tag(sha256: str) -> str:
    """Return the strong tag of a file."""
    return f'"{sha256}"'


def required_row(if_match: str | None) -> int:
    """Return the row that a caller saw; 428 when it names none, 412 when it cannot be ours.

    `*` would change what nobody looked at, so it does not do here.
    """
    if if_match is None or not if_match.strip():
        raise ProblemError(428, "precondition_required")
    rows = [
        int(value[1:])
        for weak, value in _tags(if_match)
        if not weak and re.fullmatch(r"r\d{1,9}", value)
    ]
    if len(rows) != 1:
        raise ProblemError(412, "precondition_failed")
    return rows[0]


def matches(header: str, tag: str) -> bool:
    """Tell whether an `If-None-Match` or `If-Match` list names the tag (weak comparison)."""
    return header.strip() == "*" or any(f'"{value}"' == tag for _, value in _tags(header))


def _tags(header: str) -> list[tuple[bool, str]]:
    found: list[tuple[bool, str]] = []
    position = 0
    while match := _TAG.match(header, position):
        found.append((bool(match[1]), match[2]))
        position = match.end()
        if position >= len(header):
            break
    return found
