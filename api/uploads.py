"""Takes multipart uploads as a stream: who asks is known before the first byte is read.

Files go to temporary files as they arrive, never whole into memory. What the bytes are is found
out later, by content.
"""

import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import BinaryIO, Final

from fastapi import Request
from python_multipart.exceptions import FormParserError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from api.body_limit import allow
from api.file_names import label
from api.problems import ProblemError

FILE_FIELD: Final = "file"
_MAX_FIELDS: Final = 20
_MAX_FIELD_BYTES: Final = 64 * 1024
_TOO_LARGE: Final = 413
_HASH_CHUNK: Final = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedFile:
    """One file, complete and at its beginning. Closed when the request is over."""

    name: str
    size: int
    stream: BinaryIO

    def sha256(self) -> str:
        """Return the digest of the bytes and go back to the beginning."""
        running = hashlib.sha256()
        while chunk := self.stream.read(_HASH_CHUNK):
            running.update(chunk)
        self.stream.seek(0)
        return running.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedForm:
    """What a multipart request held."""

    files: tuple[ReceivedFile, ...]
    fields: dict[str, str]

    def only(self, *names: str) -> None:
        """Raise a 422 problem that names the fields that are none of these."""
        unknown = self.fields.keys() - {*names}
        if unknown:
            raise ProblemError(422, "unknown_form_field", members={"fields": sorted(unknown)})

    def one_file(self) -> ReceivedFile:
        """Return the only file, or raise a 422 problem."""
        if len(self.files) != 1:
            raise ProblemError(422, "one_file_expected")
        return self.files[0]

    def fingerprint(self) -> str:
        """Return what tells this upload from another under the same idempotency key.

        Boundaries differ from try to try, so it is over names and bytes, not over the raw body.
        """
        running = hashlib.sha256()
        for name, value in sorted(self.fields.items()):
            running.update(f"{name}={value}\n".encode())
        for file in self.files:
            running.update(f"{file.name}:{file.size}:{file.sha256()}\n".encode())
        return running.hexdigest()


class _WholeParser(MultiPartParser):
    """Takes no body without its last boundary: the file at the end would be cut off."""

    whole = False
    parts = 0

    def on_part_begin(self) -> None:
        """Count the parts: too many of them is another mistake than a broken body."""
        super().on_part_begin()
        self.parts += 1

    def on_end(self) -> None:
        """Remember that the body was complete."""
        self.whole = True

    async def parse(self) -> FormData:
        """Return all parts; whatever goes wrong, no temporary file stays open."""
        self.stream = self._to_its_end(self.stream)
        return await super().parse()

    async def _to_its_end(self, stream: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
        async for chunk in stream:
            yield chunk
        if not self.whole:  # told from here, for the parser to close what it has opened
            raise MultiPartException("the last boundary is missing")


@asynccontextmanager
async def received(
    request: Request, *, max_bytes: int, max_files: int
) -> AsyncIterator[ReceivedForm]:
    """Read the body of a form of our own, with its files in the field `file`: see `received_in`."""
    async with received_in(request, FILE_FIELD, max_bytes=max_bytes, max_files=max_files) as form:
        yield form


@asynccontextmanager
async def received_in(
    request: Request, file_field: str, *, max_bytes: int, max_files: int
) -> AsyncIterator[ReceivedForm]:
    """Read the multipart body to its end and yield it; temporary files vanish afterwards.

    Raises problems: 415 not multipart, 413 too large or too many files, 400 malformed, 422 no
    file, only empty ones, or several where one is expected.
    """
    content_type = request.headers.get("content-type", "")
    if not content_type.lower().startswith("multipart/form-data"):
        raise ProblemError(415, "unsupported_media_type")
    allow(request.scope, max_bytes)
    parser = _WholeParser(
        request.headers,
        request.stream(),
        max_files=max_files,
        max_fields=_MAX_FIELDS,
        max_part_size=_MAX_FIELD_BYTES,
    )
    try:
        form = await parser.parse()
    except (MultiPartException, FormParserError) as error:
        raise _not_taken(parser.parts, max_files) from error
    except ClientDisconnect as error:  # nobody is left to be told
        raise ProblemError(400, "malformed_request") from error
    except HTTPException as error:
        if error.status_code != _TOO_LARGE:
            raise
        members = {"max_bytes": max_bytes}
        raise ProblemError(
            413, "upload_too_large", members=members, headers=error.headers
        ) from error
    try:
        yield _sorted_out(form, file_field)
    finally:
        await form.close()


def _not_taken(parts: int, max_files: int) -> ProblemError:
    """Return why the parser stopped."""
    if parts <= max_files:
        return ProblemError(400, "malformed_request")
    # The rest is not read, so the connection has to go (RFC 9110 15.5.14).
    headers = {"Connection": "close"}
    if max_files == 1:
        return ProblemError(422, "one_file_expected", headers=headers)
    members = {"max_files": max_files}
    return ProblemError(413, "too_many_files", members=members, headers=headers)


def _sorted_out(form: FormData, file_field: str) -> ReceivedForm:
    files: list[ReceivedFile] = []
    fields: dict[str, str] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            fields[name] = value
        elif name == file_field:
            files.append(_file(value))
    if not files:
        raise ProblemError(422, "no_file")
    if not any(file.size for file in files):
        raise ProblemError(422, "scan_empty")
    return ReceivedForm(files=tuple(files), fields=fields)


def _file(upload: UploadFile) -> ReceivedFile:
    return ReceivedFile(
        name=label(upload.filename),
        size=upload.size or 0,
        stream=upload.file,
    )


def multipart_body(
    *,
    required: Mapping[str, Mapping[str, object]] | None = None,
    optional: Mapping[str, Mapping[str, object]] | None = None,
) -> dict[str, object]:
    """Return the OpenAPI request body of a route that streams its upload."""
    fields = dict(required or {})
    file_schema = {
        "type": "array",
        "items": {"type": "string", "format": "binary"},
        "minItems": 1,
        "description": "What kind of file it is is told by its content, not by its name.",
    }
    schema = {
        "type": "object",
        "required": [FILE_FIELD, *fields],
        "properties": {FILE_FIELD: file_schema, **fields, **(optional or {})},
    }
    content = {"multipart/form-data": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}
