"""No road through the states of a document leads around a law."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from storage.errors import StateError
from storage.objects import digest
from storage.records import REUSABLE, Document, DocumentId, DossierId, Kind, State
from storage.tasks import SigningTask, TaskState

NOW = datetime(2026, 11, 21, tzinfo=UTC)
ENDS = {State.REPLACED, State.WITHDRAWN, State.EXPIRED, State.QUARANTINED}
COMPONENT = {
    State.RECEIVED, State.READ, State.FILED, State.CONFIRMED, State.STORED, State.QUARANTINED,
}  # fmt: skip
RESULT = {State.DRAFT, State.NUMBERED, State.SIGNED, State.SEALED, State.ISSUED}


def walk(start: State, asked: list[State]) -> list[State]:
    """Take every step that is allowed and return the states passed through."""
    at = Document(
        id=DocumentId("doc_1"),
        kind=Kind.COMPONENT if start is State.RECEIVED else Kind.RESULT,
        dossier=DossierId("dos_1"),
        agency="H38",
        owner="own_1",
        type="DON",
        title="",
        state=start,
        created_at=NOW,
    )
    been = [start]
    for state in asked:
        try:
            at = at.to(state)
        except StateError:
            continue
        been.append(at.state)
    return been


ROADS = st.lists(st.sampled_from(State), max_size=40)


@given(ROADS)
def test_no_road_leads_to_stored_around_a_persons_confirmation(asked: list[State]) -> None:
    been = walk(State.RECEIVED, asked)
    if State.STORED in been:
        assert been[: been.index(State.STORED) + 1] == [
            State.RECEIVED,
            State.READ,
            State.FILED,
            State.CONFIRMED,
            State.STORED,
        ]


@given(ROADS)
def test_no_road_leads_to_issued_around_number_signature_and_seal(asked: list[State]) -> None:
    been = walk(State.DRAFT, asked)
    if State.ISSUED in been:
        end = been.index(State.ISSUED)
        assert been[end - 4 : end] == [State.DRAFT, State.NUMBERED, State.SIGNED, State.SEALED]


@given(st.sampled_from([State.RECEIVED, State.DRAFT]), ROADS)
def test_no_road_leads_from_one_life_into_the_other(start: State, asked: list[State]) -> None:
    other = RESULT if start is State.RECEIVED else COMPONENT
    assert not other & set(walk(start, asked))


@given(st.sampled_from([State.RECEIVED, State.DRAFT]), ROADS)
def test_an_end_is_an_end_and_follows_only_where_it_may(start: State, asked: list[State]) -> None:
    been = walk(start, asked)
    for state, after in zip(been, [*been[1:], None], strict=True):
        if state in ENDS:
            assert after is None
        if after in ENDS - {State.QUARANTINED}:
            assert state in REUSABLE


@given(st.lists(st.sampled_from(TaskState), max_size=40), st.sampled_from([None, "a proof"]))
def test_no_road_leads_to_a_signature_around_the_signers_approval(
    asked: list[TaskState], proof: str | None
) -> None:
    at = SigningTask(
        id="tsk_1",
        document=DocumentId("doc_1"),
        agency="H38",
        signer="s",
        key="k",
        capacity="",
        profile="leader",
        level="b-b",
        state=TaskState.WAITING,
        created_at=NOW,
        created_by="usr_1",
        shown=digest(b""),
        approval=proof,
    )
    been = [at.state]
    for state in asked:
        try:
            at = at.to(state)
        except StateError:
            continue
        been.append(at.state)
    if been[-2:] == [TaskState.WAITING, TaskState.SIGNED]:
        assert proof  # signed on the signer's own machine, who approved it to get the file
    elif TaskState.SIGNED in been:
        assert been[-3:] == [TaskState.PREPARED, TaskState.CMS_MADE, TaskState.SIGNED]
        assert been[1] is TaskState.APPROVED
    if TaskState.REFUSED in been:
        # At first, or again: a batch that was stopped asks its signer anew.
        assert been[-2:] == [TaskState.WAITING, TaskState.REFUSED]
