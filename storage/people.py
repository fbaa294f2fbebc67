"""Who acts: agencies, people, and other agencies' systems."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """What somebody may do. A table in workers.permissions says which role may ask for what."""

    CLERK = "clerk"  # counter staff: scan, accept, confirm, reuse
    LEADER = "leader"  # signs
    RECORDS = "records"  # records clerk: numbers, seals, issues, withdraws
    AGENCY = "agency"  # another agency's system: looks up and reuses
    ADMIN = "admin"
    SYSTEM = "system"  # a worker acting for the office


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An agency in the tree, with the time it exists and who took over (codes: QD 20/2020)."""

    code: str
    name: str
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who did it: `id` is usr_..., cli_... or a worker's name; `agency` scopes what is visible."""

    id: str
    name: str
    role: Role
    agency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who signs in. `login` is unique."""

    id: str  # usr_...
    login: str
    name: str
    role: Role
    agency: str
    disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A system that asks for tokens with a secret; only the secret's argon2id hash is kept."""

    id: str  # cli_...
    name: str
    role: Role
    agency: str
    disabled: bool = False
