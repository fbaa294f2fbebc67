"""What a refusal found reaches whoever asks, and what is not well formed reaches nobody."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from api.languages import Language, Phrases
from api.problems import problem_of, problem_response
from api.views_dossiers import job_body
from api.wording import Words
from storage.jobs import Job, JobState
from workers.blame import blame
from workers.errors import TaskRefusedError
from workers.facts import facts_in, told_facts, with_facts
from workers.records import JobRecord

REFUSED = TaskRefusedError("active_content", "not inert", {"kinds": ("launch", "font_missing")})
WORDS = st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True)


@pytest.mark.parametrize(
    ("accepted", "told"), [("vi", "hành động mở chương trình"), ("en", "starts a program")]
)
def test_a_problem_names_the_content_in_the_askers_language(accepted: str, told: str) -> None:
    asked = Request(
        {
            "type": "http",
            "path": "/api/v1/documents/doc_1/number",
            "headers": [(b"accept-language", accepted.encode())],
            "state": {},
        }
    )
    problem = problem_of(REFUSED)
    assert problem is not None
    body = json.loads(bytes(problem_response(asked, problem, Phrases.load()).body))
    assert body["kinds"] == ["launch", "font_missing"]
    assert told in body["detail"]
    assert body["status"] == 422


def test_a_job_that_failed_names_the_content_too() -> None:
    job = Job(
        id="job_1",
        step="prepare",
        subject="tsk_1",
        agency="H01",
        state=JobState.FAILED,
        created_at=datetime.now(UTC),
        created_by="who",
        error="active_content",
        detail=blame(REFUSED).detail,
    )
    body = job_body(JobRecord(job=job, documents=()), Words(Phrases.load(), Language.VI))
    assert body.problem is not None
    assert body.problem.code == "active_content"
    assert "phông chữ không nhúng" in body.problem.message


def test_what_a_child_makes_up_is_not_told() -> None:
    made_up = TaskRefusedError("active_content", "no", {"kinds": ("call_this_number",)})
    words = Phrases.load().problem("active_content", Language.VI, made_up.facts["kinds"])
    assert words == Phrases.load().problem("active_content", Language.VI)


@given(
    st.text(max_size=80),
    st.dictionaries(WORDS, st.lists(WORDS, max_size=9).map(tuple), min_size=1, max_size=3),
)
def test_facts_are_read_back_as_they_were_written(
    detail: str, facts: dict[str, tuple[str, ...]]
) -> None:
    assert facts_in(with_facts(detail, facts)) == facts


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    )
)
def test_facts_that_are_not_well_formed_are_dropped(given_by_a_child: object) -> None:
    for name, words in told_facts(given_by_a_child).items():
        assert name.isascii()
        assert all(word.isascii() and " " not in word for word in words)
    facts_in(f"detail {given_by_a_child}")
