"""The object store on S3: any server that speaks plain S3 will do. The only importer of minio.

Nothing here overwrites or deletes. It promises what storage.objects.ObjectStore says.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import BinaryIO, Final, Self
from urllib.parse import urlsplit

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error

from storage.errors import NotFoundError, UnavailableError
from storage.objects import CHUNK, Digest
from storage.streams import copied, named, verified

# The SDK holds a whole part in memory, and takes 525 MB for one unless told otherwise.
_PART: Final = 8 << 20
_CONNECT_SECONDS: Final = 3.0
_READ_SECONDS: Final = 30.0
_MISSING: Final = frozenset({"NoSuchKey", "NoSuchObject", "ResourceNotFound"})


class S3Objects:
    """Objects in one bucket, which must exist. Safe for threads, and for processes that fork."""

    def __init__(self, host: str, access: str, secret: str, bucket: str, *, secure: bool) -> None:
        self._target = (host, access, secret, secure)
        self._bucket = bucket
        self._pid = os.getpid()
        self._client = self._connect()

    @classmethod
    def connect(cls, url: str, access_key: str, secret_key: str, bucket: str) -> Self:
        """Return the store at `http[s]://host:port`; no connection is made yet."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path not in {"", "/"}:
            raise ValueError(f"not the URL of an S3 server: {url}")
        return cls(parts.netloc, access_key, secret_key, bucket, secure=parts.scheme == "https")

    def ready(self) -> bool:
        """Return whether the bucket is there; raise `UnavailableError`."""
        with _door(self._bucket):
            return self._minio().bucket_exists(self._bucket)

    def put(self, stream: BinaryIO) -> Digest:
        """Keep the stream's bytes; what cannot seek goes through a temporary file."""
        if stream.seekable():
            start = stream.tell()
            key, size = copied(stream, None)
            stream.seek(start)
            self._put(key, stream, size)
            return key
        with tempfile.TemporaryFile() as spool:
            key, size = copied(stream, spool)
            spool.seek(0)
            self._put(key, spool, size)
        return key

    def read(self, key: Digest) -> Iterator[bytes]:
        """Yield the whole object, checked."""
        return verified(self._get(named(key), 0, 0), key)

    def read_range(self, key: Digest, start: int, length: int) -> Iterator[bytes]:
        """Yield `length` bytes from offset `start`, fewer where the object ends; unchecked."""
        if start < 0 or length < 0:
            raise ValueError(f"no range: {start}, {length}")
        if length > 0 and start < self.size(key):
            yield from self._get(named(key), start, length)

    def size(self, key: Digest) -> int:
        """Return the object's size in bytes."""
        with _door(named(key)):
            return self._minio().stat_object(self._bucket, key).size or 0

    def list(self) -> Iterator[tuple[str, int]]:
        """Yield every key in the bucket and its size, by key."""
        with _door(self._bucket):
            for found in self._minio().list_objects(self._bucket, recursive=True):
                yield found.object_name or "", found.size or 0

    def _put(self, key: Digest, stream: BinaryIO, size: int) -> None:
        try:
            if self.size(key) == size:
                return
        except NotFoundError:
            pass
        with _door(key):
            self._minio().put_object(
                self._bucket, key, stream, size, part_size=_PART, num_parallel_uploads=1
            )

    def _get(self, key: Digest, start: int, length: int) -> Iterator[bytes]:
        with _door(key):
            answer = self._minio().get_object(self._bucket, key, start, length)
            with closing(answer):
                yield from answer.stream(CHUNK)
                answer.release_conn()

    def _minio(self) -> Minio:
        if self._pid != os.getpid():  # a socket of the parent process is not ours to talk on
            self._pid, self._client = os.getpid(), self._connect()
        return self._client

    def _connect(self) -> Minio:
        host, access, secret, secure = self._target
        pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS),
            retries=urllib3.Retry(total=2, backoff_factor=0.2, status_forcelist=[500, 502, 503]),
            maxsize=16,
        )
        # A given region saves a question for the bucket's; the servers meant here have one only.
        return Minio(host, access, secret, secure=secure, region="us-east-1", http_client=pool)


@contextmanager
def _door(name: str) -> Iterator[None]:
    try:
        yield
    except S3Error as error:
        if error.code in _MISSING:
            raise NotFoundError(f"object {name}") from error
        raise UnavailableError(f"object store: {error.code}") from error
    except (MinioException, urllib3.exceptions.HTTPError, OSError) as error:
        raise UnavailableError(f"object store: {type(error).__name__}") from error
