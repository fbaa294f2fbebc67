"""An authority that is slow, endless, broken off or packed costs its time limit, and no more."""

import io
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from signing.errors import FetchError
from signing.fetching.addresses import UnresolvedError, resolve_by_system
from signing.fetching.allow_list import AllowList
from signing.fetching.answer_folder import AnswerFolder
from signing.fetching.fetcher import Ask
from signing.fetching.http_fetcher import HttpFetcher
from tests.support.authority_server import AuthorityServer, authority_server


@pytest.fixture
def server() -> Iterator[AuthorityServer]:
    with authority_server() as served:
        yield served


def fetched(
    server: AuthorityServer, path: str, *, most: int = 10_000, seconds: float = 0.5
) -> bytes:
    into = io.BytesIO()
    fetcher = HttpFetcher(AllowList.parse(server.host), read_seconds=0.3)
    fetcher.fetch(Ask(url=server.url(path), most=most, seconds=seconds, accept="*/*"), into)
    return into.getvalue()


@pytest.mark.parametrize("path", ["/drip", "/trickle"])
def test_an_answer_drop_by_drop_ends_with_its_time(server: AuthorityServer, path: str) -> None:
    began = time.monotonic()
    with pytest.raises(FetchError, match="no answer in time"):
        fetched(server, path)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/endless", "more than"),
        ("/promised", "more than"),
        ("/broken-off", "breaks off"),
        ("/packed", "encoding"),
        ("/redirect", "answers 302"),
        ("/nowhere", "answers 404"),
    ],
)
def test_what_is_no_whole_answer_is_told_with_its_host(
    server: AuthorityServer, path: str, why: str
) -> None:
    with pytest.raises(FetchError, match=rf"127\.0\.0\.1: .*{why}"):
        fetched(server, path)


def test_an_answer_of_just_the_allowed_size_is_whole(server: AuthorityServer) -> None:
    server.paths["/just"] = bytes(10_000)
    assert fetched(server, "/just") == bytes(10_000)
    with pytest.raises(FetchError, match="more than"):
        fetched(server, "/just", most=9_999)


def test_nobody_there_is_told() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound and not listening
        port = held.getsockname()[1]
        fetcher = HttpFetcher(AllowList.parse(f"127.0.0.1:{port}"))
        ask = Ask(url=f"http://127.0.0.1:{port}/", most=9, seconds=2, accept="*/*")
        with pytest.raises(FetchError, match="refused"):
            fetcher.fetch(ask, io.BytesIO())


def test_a_server_that_accepts_and_never_speaks_tls_ends_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        fetcher = HttpFetcher(AllowList.parse(f"127.0.0.1:{port}"), connect_seconds=0.3)
        ask = Ask(url=f"https://127.0.0.1:{port}/", most=9, seconds=2, accept="*/*")
        with pytest.raises(FetchError, match="in time"):
            fetcher.fetch(ask, io.BytesIO())


def test_a_resolver_that_hangs_costs_its_time_only(monkeypatch: pytest.MonkeyPatch) -> None:
    free = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: free.wait(10) and [])
    try:
        with pytest.raises(UnresolvedError, match="in time"):
            resolve_by_system("slow.vn", 80, 0.1)
    finally:
        free.set()


def test_a_server_whose_tls_certificate_nobody_knows_is_not_asked(server: AuthorityServer) -> None:
    fetcher = HttpFetcher(AllowList.parse(server.host), tls=ssl.create_default_context())
    ask = Ask(url=server.url("/x").replace("http:", "https:"), most=9, seconds=2, accept="*/*")
    with pytest.raises(FetchError, match="TLS"):
        fetcher.fetch(ask, io.BytesIO())
    assert server.asked == []


def test_the_folder_of_answers_keeps_its_bound_and_forgets_what_ended(tmp_path: Path) -> None:
    moment = datetime.now(UTC)
    folder = AnswerFolder(tmp_path / "kept", clock=lambda: moment, most=250)
    for number in range(4):
        folder.keep_bytes(bytes(100), f"{number}", moment + timedelta(hours=number + 1))
    assert [folder.find(f"{number}") is not None for number in range(4)] == [
        False,
        False,
        True,
        True,
    ]
    folder.keep_failure("4", "no answer in time")
    assert folder.failure("4") == "no answer in time"
    assert folder.find("4") is None
    later = AnswerFolder(tmp_path / "kept", clock=lambda: moment + timedelta(minutes=2), most=250)
    assert later.failure("4") is None
    assert not list((tmp_path / "kept").glob(".draft*"))
