"""Proofs that the signing worker asks for before it touches a key (law 7, law 8).

A row of the catalogue is no act of a person: whoever can write there could have anything signed.
So the process that took a signer's approval signs what was approved, and the process that prepared
the file signs which digest it made of that. The signing worker believes these two signatures, by
public keys that it is configured with, and no row.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from storage.objects import Digest
from storage.people import Actor
from storage.records import Document
from storage.tasks import SigningTask
from workers.errors import PermanentError


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPages:
    """The pictures that a signer looked at: SHA-256 (hex) of the PNG of each page, in order.

    The same renderer draws the same page `width` pixels wide to the same bytes.
    """

    width: int
    renderer: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What a signer approved, and when.

    `ticket`: SHA-256 (hex) of the secret by which they sign the file elsewhere; None: not so.
    """

    task: str
    document: str
    version: int
    shown: Digest
    key: str
    signer: str
    profile: str
    capacity: str
    level: str
    actor: str
    at: datetime
    batch: str | None = None
    mandate: str | None = None
    pages: ShownPages | None = None
    ticket: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """Which digest was made of what was approved. `approval`: SHA-256 (hex) of its JWS."""

    task: str
    approval: str
    shown: Digest
    prepared: Digest
    digest: str
    at: datetime


class ApprovalProver(Protocol):
    """Signs approvals. Whoever takes a person's act has one; no worker with keys does."""

    def approval(self, approval: Approval) -> str:
        """Return a compact JWS (RFC 7515) over the approval."""
        ...


class PreparationProver(Protocol):
    """Signs what was prepared. Only the keyless process that prepares has one."""

    def preparation(self, preparation: Preparation) -> str:
        """Return a compact JWS (RFC 7515) over the statement."""
        ...


class ProofChecker(Protocol):
    """Believes proofs by the public keys of who may give them.

    Both raise `PermanentError` (`approval_unproven`) for whatever is not such a proof, an approval
    by somebody who may not approve for its profile included.
    """

    def approval(self, proof: str) -> Approval:
        """Return what was approved."""
        ...

    def preparation(self, proof: str) -> Preparation:
        """Return what was prepared."""
        ...


def approval_of(
    task: SigningTask,
    document: Document,
    *,
    actor: Actor,
    at: datetime,
    pages: ShownPages | None = None,
    ticket: str | None = None,
) -> Approval:
    """Return the approval of a task that names what it is about: bytes, batch and mandate."""
    if task.shown is None:
        raise ValueError(f"{task.id}: nothing was shown")
    return Approval(
        task=task.id,
        document=document.id,
        version=document.version,
        shown=task.shown,
        key=task.key,
        signer=task.signer,
        profile=task.profile,
        capacity=task.capacity,
        level=task.level,
        actor=actor.id,
        at=at,
        batch=task.batch,
        mandate=task.mandate,
        pages=pages,
        ticket=ticket,
    )


def name_of(proof: str) -> str:
    """Return the SHA-256 (hex) by which one proof names another."""
    return hashlib.sha256(proof.encode()).hexdigest()


def require_approved(
    task: SigningTask, checker: ProofChecker, *, ticket: str | None = None
) -> Approval:
    """Return what was approved when the task is exactly that; else raise `PermanentError`.

    What was approved to be signed elsewhere by a ticket is approved for nothing else.
    """
    if task.approval is None:
        raise _unproven(task, "it carries no approval")
    proven = checker.approval(task.approval)
    agrees = (
        proven.task == task.id
        and proven.document == task.document
        and proven.shown == task.shown
        and proven.key == task.key
        and proven.signer == task.signer
        and proven.profile == task.profile
        and proven.capacity == task.capacity
        and proven.level == task.level
        and proven.batch == task.batch
        and proven.ticket == ticket
    )
    if not agrees:
        raise _unproven(task, "something else was approved")
    return proven


def require_prepared(task: SigningTask, checker: ProofChecker) -> bytes:
    """Return the digest to sign when it was made of what was approved; else `PermanentError`."""
    require_approved(task, checker)
    if task.statement is None or task.approval is None:
        raise _unproven(task, "it was not stated what was prepared")
    proven = checker.preparation(task.statement)
    agrees = (
        proven.task == task.id
        and proven.approval == name_of(task.approval)
        and proven.shown == task.shown
        and proven.prepared == task.prepared
        and proven.digest == task.digest
    )
    if not agrees:
        raise _unproven(task, "something else was prepared")
    return bytes.fromhex(proven.digest)


def _unproven(task: SigningTask, message: str) -> PermanentError:
    return PermanentError("approval_unproven", f"{task.id}: {message}")
