"""A child that a paper has taken over says that it prepared one thing, and did another."""

import hashlib
import io

import pytest

from sohoa.samples.stack import DemoStack
from storage.objects import Digest
from storage.tasks import TaskState
from tests.support.paper_office import LEADER, PaperOffice
from workers.errors import PermanentError
from workers.placeholder_check import check_embedded, check_prepared

SHOWN = b"%PDF-1.7 what the leader saw %%EOF\n"
BEFORE, ROOM, AFTER = b"1 0 obj /Contents ", b"<" + b"0" * 64 + b">", b" endobj %%EOF\n"
REGION = (len(SHOWN + BEFORE), len(SHOWN + BEFORE + ROOM))
PREPARED = SHOWN + BEFORE + ROOM + AFTER
RIGHT = SHOWN + BEFORE + AFTER
OTHER = SHOWN.replace(b"leader", b"nobody") + BEFORE


def digest(content: bytes) -> Digest:
    return Digest(hashlib.sha256(content).hexdigest())


def check(prepared: bytes, over: bytes, region: tuple[int, int] = REGION) -> None:
    check_prepared(
        io.BytesIO(prepared),
        shown=digest(SHOWN),
        size=len(SHOWN),
        digest=digest(over),
        region=region,
    )


@pytest.mark.parametrize(
    ("prepared", "over", "region"),
    [
        pytest.param(PREPARED, RIGHT + b"another decision", REGION, id="digest"),
        pytest.param(OTHER + ROOM + AFTER, OTHER + AFTER, REGION, id="other bytes"),
        pytest.param(PREPARED.replace(b"00", b"ff"), RIGHT, REGION, id="room not empty"),
        pytest.param(PREPARED, PREPARED[20:], (0, 20), id="room in what was shown"),
        pytest.param(PREPARED, SHOWN + BEFORE, (REGION[0], 10_000), id="room beyond the end"),
        pytest.param(PREPARED, RIGHT, (REGION[1], REGION[0]), id="turned round"),
        pytest.param(SHOWN[:10], SHOWN[:10], REGION, id="cut"),
    ],
)
def test_a_digest_of_anything_but_what_was_shown_is_not_signed(
    prepared: bytes, over: bytes, region: tuple[int, int]
) -> None:
    with pytest.raises(PermanentError) as refused:
        check(prepared, over, region)
    assert refused.value.code == "self_check_failed"


def test_an_honest_preparation_and_embedding_pass() -> None:
    check(PREPARED, RIGHT)
    signed = io.BytesIO(SHOWN + BEFORE + b"<" + b"ab" * 32 + b">" + AFTER)
    check_embedded(signed, prepared=digest(PREPARED), region=REGION)


@pytest.mark.parametrize(
    "signed",
    [
        PREPARED + b"more",
        PREPARED.replace(b"endobj", b"ENDOBJ"),
        PREPARED.replace(b"saw", b"was"),
        PREPARED[: REGION[0] + 5],
    ],
)
def test_a_signed_file_differs_from_the_prepared_one_in_its_signature_alone(signed: bytes) -> None:
    with pytest.raises(PermanentError):
        check_embedded(io.BytesIO(signed), prepared=digest(PREPARED), region=REGION)


def test_a_paper_cannot_have_another_digest_signed(
    paper_office: PaperOffice, sample_stack: DemoStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = paper_office.ask(
        paper_office.numbered(sample_stack.decision.read_bytes()), LEADER.id, "leader"
    )
    paper_office.approve(task, LEADER)
    cage = type(paper_office.results.sandbox)
    honest = cage.prepare

    def lying(*given: object, **named: object) -> tuple[str, tuple[int, int]]:
        _, region = honest(*given, **named)  # type: ignore[arg-type]
        return digest(b"a decision that nobody saw"), region

    monkeypatch.setattr(cage, "prepare", lying)
    paper_office.work()
    assert paper_office.task(task.id).state is TaskState.FAILED
    assert paper_office.task(task.id).cms is None
