"""Who may do what: one table of roles and acts, and one function that every path asks.

Role decides *what*, agency decides *whose*. Somebody else's thing does not exist for the asker:
the answer is `NotFoundError`, never "you may not" (no leak that it is there).
"""

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from storage.people import Actor, Role
from storage.transaction import Transaction


class Act(StrEnum):
    """What somebody may ask for."""

    OPEN_DOSSIER = "open-dossier"
    SEE_DOSSIER = "see-dossier"
    SCAN = "scan"
    SPLIT = "split"
    READ_DOCUMENT = "read-document"
    CONFIRM = "confirm"
    DRAFT_RESULT = "draft-result"
    NUMBER = "number"
    ASK_SIGNATURE = "ask-signature"
    SEE_TASKS = "see-tasks"
    SIGN = "sign"  # approve or refuse as the person who signs
    SEAL = "seal"  # approve or refuse with the agency's key
    LOOK_UP = "look-up"
    REUSE = "reuse"
    VERIFY = "verify"
    REMOVE_EVIDENCE = "remove-evidence"
    SEE_MANDATES = "see-mandates"
    GIVE_MANDATE = "give-mandate"


_CLERK: Final = frozenset({Role.CLERK})
_RECORDS: Final = frozenset({Role.RECORDS})
_COUNTER: Final = _CLERK | _RECORDS
_STAFF: Final = _COUNTER | {Role.LEADER}
_REUSERS: Final = _STAFF | {Role.AGENCY}

_ALLOWED: Final = MappingProxyType(
    {
        Act.OPEN_DOSSIER: _COUNTER,
        Act.SEE_DOSSIER: _STAFF,
        Act.SCAN: _COUNTER,
        Act.SPLIT: _COUNTER,
        Act.READ_DOCUMENT: _REUSERS,
        Act.CONFIRM: _COUNTER,
        Act.DRAFT_RESULT: _COUNTER,
        Act.NUMBER: _RECORDS,
        Act.ASK_SIGNATURE: _COUNTER,
        Act.SEE_TASKS: _STAFF,
        Act.SIGN: frozenset({Role.LEADER}),
        Act.SEAL: _RECORDS,
        Act.LOOK_UP: _REUSERS,
        Act.REUSE: _REUSERS,
        Act.VERIFY: _REUSERS | {Role.ADMIN},
        Act.REMOVE_EVIDENCE: _RECORDS | {Role.ADMIN},
        Act.SEE_MANDATES: _STAFF | {Role.ADMIN},
        Act.GIVE_MANDATE: frozenset({Role.ADMIN}),
    }
)


class ForbiddenError(Exception):
    """The asker's role may not do this at all, whosever thing it is."""

    code = "forbidden"

    def __init__(self, actor: Actor, act: Act) -> None:
        super().__init__(f"{actor.role} may not {act}")
        self.actor = actor.id
        self.act = act


def require(actor: Actor, act: Act) -> None:
    """Return when this actor's role may do this act; else raise `ForbiddenError`."""
    if actor.role not in _ALLOWED[act]:
        raise ForbiddenError(actor, act)


def reach(tx: Transaction, actor: Actor) -> frozenset[str]:
    """Return the codes of the agencies whose things this actor may see.

    Staff reach their own agency, what stands below it and what it succeeded. Another agency's
    client reaches nothing by itself: documents come to it through reuse alone.
    """
    if actor.role is Role.AGENCY:
        return frozenset()
    return tx.agencies.under(actor.agency)
