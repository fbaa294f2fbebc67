"""Shapes of batches: many documents approved with one act."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from api.schemas import Ask, ReasonBody, Tell
from api.schemas_signing import HEX_SHA256, SealedPin, ShownPagesAsk


class BatchItemAsk(Ask):
    """One task, and exactly the bytes that its signer was shown."""

    task: str = Field(min_length=1, max_length=100, examples=["tsk_01"])
    shown_sha256: str = Field(pattern=HEX_SHA256, examples=["9f" * 32])
    shown_pages: ShownPagesAsk | None = None


class BatchAsk(Ask):
    """One authorisation for many documents, all with the same key.

    `sealed_pin` is sealed for `sohoa batch ` and the SHA-256 (hex) of one line an item, in order:
    the task, a space, `shown_sha256`, a line feed.
    """

    items: list[BatchItemAsk] = Field(min_length=1, max_length=200)
    sealed_pin: SealedPin | None = None
    final_try: bool = Field(
        default=False, description="the signer knows that one more wrong PIN locks the device"
    )


class BatchLinkBody(Tell):
    """Where to ask how a batch goes on."""

    batch: str = Field(examples=["bat_01"])


class BatchItemBody(Tell):
    """What became of one document.

    `refused`: it could not be approved; `returned`: it was approved and waits for its signer again;
    else the state of its signing task. `problem` says why it went no further.
    """

    task: str
    document: str | None
    shown_sha256: str
    state: Literal["refused", "returned", "approved", "prepared", "cms-made", "signed", "failed"]
    problem: ReasonBody | None


class BatchBody(Tell):
    """A batch, and what became of each of its documents so far.

    `finished`: nothing of it will change any more. `tries`: what the device said of the tries left
    of its PIN, where it tells. `counts`: how many items are in each state.
    """

    id: str = Field(examples=["bat_01"])
    agency: str
    key: str | None
    state: Literal["preparing", "signing", "ended"]
    finished: bool
    created_at: datetime
    ended_at: datetime | None
    problem: ReasonBody | None
    tries: ReasonBody | None
    counts: dict[str, int] = Field(examples=[{"signed": 198, "refused": 1, "failed": 1}])
    items: list[BatchItemBody]
