"""From batches to what the API tells."""

from collections import Counter
from types import MappingProxyType
from typing import Final, Literal

from api.schemas_batches import BatchBody, BatchItemBody
from api.wording import Words
from storage.batches import BatchState
from storage.tasks import TaskState
from workers.batching import BatchRecord, ItemRecord

ItemState = Literal["refused", "returned", "approved", "prepared", "cms-made", "signed", "failed"]
_STATES: Final[MappingProxyType[TaskState, ItemState]] = MappingProxyType(
    {
        TaskState.APPROVED: "approved",
        TaskState.PREPARED: "prepared",
        TaskState.CMS_MADE: "cms-made",
        TaskState.SIGNED: "signed",
        TaskState.FAILED: "failed",
    }
)
_FINAL: Final = frozenset({"refused", "returned", "signed", "failed"})


def batch_body(record: BatchRecord, words: Words) -> BatchBody:
    """Return a batch as it is told."""
    batch = record.batch
    items = [_item(one, words) for one in record.items]
    return BatchBody(
        id=batch.id,
        agency=batch.agency,
        key=batch.key,
        state=batch.state.value,
        finished=batch.state is BatchState.ENDED and all(one.state in _FINAL for one in items),
        created_at=batch.created_at,
        ended_at=batch.ended_at,
        problem=words.problem(batch.problem),
        tries=words.problem(batch.tries),
        counts=dict(Counter(one.state for one in items)),
        items=items,
    )


def _item(record: ItemRecord, words: Words) -> BatchItemBody:
    item, task = record.item, record.task
    code, state = item.problem, _state(record)
    if state == "failed" and task is not None:
        code = task.reason
    return BatchItemBody(
        task=item.task,
        document=None if task is None else task.document,
        shown_sha256=item.shown,
        state=state,
        problem=words.problem(code),
    )


def _state(record: ItemRecord) -> ItemState:
    item, task = record.item, record.task
    if item.problem is not None or task is None:
        return "returned" if item.returned else "refused"
    return _STATES[task.state]
