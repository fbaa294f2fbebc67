"""The object store's server lies or is not there: errors are ours, and nothing bad is read."""

import io
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from storage.errors import CorruptError, NotFoundError, UnavailableError
from storage.objects import digest
from storage.objects_s3 import S3Objects

KEY = digest(b"paper")


@contextmanager
def server(answer: bytes) -> Iterator[S3Objects]:
    """A server that gives everybody this answer and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    talk, _ = listening.accept()
                except OSError:
                    return
                with talk:
                    talk.recv(65536)
                    talk.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        port = listening.getsockname()[1]
        yield S3Objects.connect(f"http://127.0.0.1:{port}", "access", "secret-key", "papers")
        listening.shutdown(socket.SHUT_RDWR)


def http(status: str, body: bytes, length: int | None = None) -> bytes:
    head = (
        f"HTTP/1.1 {status}\r\nContent-Length: {len(body) if length is None else length}\r\n"
        "Content-Type: application/xml\r\nLast-Modified: Sat, 21 Nov 2026 00:00:00 GMT\r\n"
        'ETag: "x"\r\nConnection: close\r\n\r\n'
    )
    return head.encode() + body


def test_a_server_that_is_not_there_is_unavailable() -> None:
    objects = S3Objects.connect("http://127.0.0.1:1", "access", "secret-key", "papers")
    with pytest.raises(UnavailableError):
        objects.put(io.BytesIO(b"paper"))
    with pytest.raises(UnavailableError):
        list(objects.read(KEY))
    with pytest.raises(UnavailableError):
        objects.ready()


@pytest.mark.parametrize(
    "answer",
    [
        http("503 Slow Down", b"<Error><Code>SlowDown</Code></Error>"),
        http("500 Oh", b""),
        http("403 Forbidden", b"<Error><Code>AccessDenied</Code></Error>"),
        http("200 OK", b"pap", length=5),
        b"garbage\r\n\r\n",
        b"",
    ],
    ids=["slow down", "internal error", "access denied", "truncated", "garbage", "hang up"],
)
def test_a_server_that_fails_is_unavailable(answer: bytes) -> None:
    with server(answer) as objects, pytest.raises(UnavailableError):
        list(objects.read(KEY))


def test_other_bytes_than_asked_for_are_never_handed_over() -> None:
    with server(http("200 OK", b"Paper")) as objects, pytest.raises(CorruptError):
        list(objects.read(KEY))


def test_a_missing_bucket_is_not_a_missing_object() -> None:
    body = b"<Error><Code>NoSuchBucket</Code></Error>"
    with server(http("404 Not Found", body)) as objects, pytest.raises(UnavailableError):
        list(objects.read(KEY))


def test_a_missing_object_is_not_found() -> None:
    body = b"<Error><Code>NoSuchKey</Code></Error>"
    with server(http("404 Not Found", body)) as objects, pytest.raises(NotFoundError):
        list(objects.read(KEY))


@pytest.mark.parametrize("url", ["ftp://x", "127.0.0.1:9000", "http://", "http://x/bucket"])
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="URL"):
        S3Objects.connect(url, "access", "secret-key", "papers")
