"""A key belongs to a request for as long as its process lives, and not much longer."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.idempotency import Answer, Once
from storage.idempotency import InProgressError
from tests.support.ledger import Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(tmp_path)
    yield ledger
    ledger.catalogue.close()


def once(ledger: Ledger) -> Once:
    return Once(ledger.catalogue, client="cli_1", key="k", route="POST /x")


def test_a_long_answer_keeps_its_key(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.idempotency._RENEW_SECONDS", 0.01)
    renewed, ask = threading.Event(), ledger.catalogue.transaction

    def act() -> Answer:
        ledger.clock.turn(14)
        monkeypatch.setattr(ledger.catalogue, "transaction", counted)
        assert renewed.wait(10)
        ledger.clock.turn(14)
        with pytest.raises(InProgressError):
            once(ledger).run(lambda: "same", lambda: Answer(status=200, body={}))
        return Answer(status=201, body={})

    rounds = []

    def counted():  # type: ignore[no-untyped-def] # noqa: ANN202 - as the original
        rounds.append(1)
        if len(rounds) > 1:  # the renewal before this one is written
            renewed.set()
        return ask()

    assert once(ledger).run(lambda: "same", act).status_code == 201


def test_the_key_of_a_dead_process_is_free_again(ledger: Ledger) -> None:
    class Killed(BaseException):
        pass

    def dies() -> Answer:
        raise Killed

    dying = once(ledger)
    dying._abandon = lambda *_: None  # type: ignore[method-assign] # SIGKILL leaves no time for it
    with pytest.raises(Killed):
        dying.run(lambda: "same", dies)
    ledger.clock.turn(16)
    again = once(ledger).run(lambda: "same", lambda: Answer(status=201, body={}))
    assert again.status_code == 201
