"""What the settings say reaches the parts that it is said for."""

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from sohoa.settings import Settings
from sohoa.stack.secret_files import keep_receipt_key, keep_token_key
from sohoa.wiring import api, stores, workers
from sohoa.wiring.proofs import keep_proving_keys
from storage.idempotency import StoredResponse
from workers.prepare import PrepareStep
from workers.read import ReadStep
from workers.steps import QueueName, Step


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    words = {"SOHOA_DATA": str(tmp_path), "SOHOA_FONT": "/fonts/times.ttf"}
    settings = Settings.from_env(words)
    keep_token_key(settings.token_key_file)
    keep_receipt_key(settings.receipt_key_file)
    keep_proving_keys(settings)
    return settings


def test_the_font_reaches_numbers_dates_and_visible_signatures(settings: Settings) -> None:
    prepare = workers.make_runner(settings, (QueueName.VERIFY,))()._handlers[Step.PREPARE]
    assert isinstance(prepare, PrepareStep)
    assert prepare.font == api.office(settings).results.font == Path("/fonts/times.ttf")


@pytest.mark.parametrize(("side_by_side", "readers"), [("1", 2), ("2", 1), ("3", 1)])
def test_digitize_workers_fill_two_cores_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, side_by_side: str, readers: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    words = {"SOHOA_DATA": str(tmp_path), "SOHOA_DIGITIZE_WORKERS": side_by_side}
    keep_proving_keys(settings := Settings.from_env(words))
    read = workers.make_runner(settings, (QueueName.DIGITIZE,))()._handlers[Step.READ]
    assert isinstance(read, ReadStep)
    assert read.sandbox._children == readers


def test_runs_are_as_long_as_the_setting_says(tmp_path: Path) -> None:
    words = {"SOHOA_DATA": str(tmp_path), "SOHOA_RUN_PAGES": "16"}
    keep_proving_keys(settings := Settings.from_env(words))
    make = workers.make_runner(settings, (QueueName.DIGITIZE,))
    read = make()._handlers[Step.READ]
    assert isinstance(read, ReadStep)
    assert read.run_pages == 16


def test_the_sweeper_forgets_idempotency_keys_after_a_day(settings: Settings) -> None:
    with closing(stores.catalogue(settings)) as catalogue:
        catalogue.migrate()
        with catalogue.transaction() as tx:
            tx.idempotency.begin("c", "old", "f")
            answer = StoredResponse(status=201, headers={}, body=b"{}")
            tx.idempotency.finish("c", "old", answer)
        chores = {chore.name: chore for chore in workers.sweeper(settings)._chores}
        forget = chores["forget old idempotency keys"].do
        forget()
        with catalogue.transaction() as tx:
            assert tx.idempotency.begin("c", "old", "f") == answer
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(workers, "_KEYS_KEPT", timedelta(0))
            forget()
        with catalogue.transaction() as tx:
            assert tx.idempotency.begin("c", "old", "f") is None


@pytest.mark.parametrize(
    ("words", "level", "digitiser"),
    [
        ({}, "b-b", "b-b"),
        ({"SOHOA_TSA": "http://a/"}, "b-t", "b-t"),
        ({"SOHOA_TSA": "http://a/", "trusted": "yes"}, "b-lt", "b-t"),
        ({"SOHOA_TSA": "http://a/", "trusted": "yes", "SOHOA_LEVEL": "b-lta"}, "b-lta", "b-t"),
        ({"SOHOA_TSA": "http://a/", "SOHOA_DIGITISER_LEVEL": "b-b"}, "b-t", "b-b"),
    ],
)
def test_the_best_level_that_can_be_reached_is_the_usual_one(
    tmp_path: Path, words: dict[str, str], level: str, digitiser: str
) -> None:
    env = {name: word for name, word in words.items() if name != "trusted"}
    if "trusted" in words:
        (tmp_path / "trust").mkdir()
        (tmp_path / "trust" / "root.pem").touch()
    settings = Settings.from_env({"SOHOA_DATA": str(tmp_path), **env})
    assert workers.level(settings) == level
    assert workers.digitiser_level(settings) == digitiser
