"""Calls to a remote signing service (CSC API 2.0.0.2): JSON over HTTPS, whatever it answers.

The service's certificate is always checked. No redirect is followed; a call has a time limit as a
whole and its answer a size limit. One connection serves all calls of a key.
"""

import json
import ssl
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import httpx

from signing.errors import KeyUnavailableError

_MAX_ANSWER: Final = 512 << 10  # a chain of certificates takes about 10 kB
_MAX_TOKEN: Final = 16 << 10
_UNDERWAY: Final = 202
_OK: Final = frozenset({200, _UNDERWAY})
_WORDS: Final = 200  # of what a service says, at most so much is told on

Json = Mapping[str, object]


class CscHttp:
    """One service, asked in the name of whom the access token was given to.

    `base` is its URL up to and with `/csc/v2`. `ca_file`: an authority of the office's own.
    """

    def __init__(
        self, base: str, token: str, *, ca_file: Path | None = None, seconds: float = 15.0
    ) -> None:
        self._base = base.rstrip("/")
        self._seconds = seconds
        try:
            tls = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
        except OSError as error:
            raise _failed(f"the authority's file cannot be read: {error.strerror}") from error
        self._client = httpx.Client(
            timeout=seconds,
            trust_env=False,
            verify=tls,
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
        )

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def call(self, method: str, body: Json) -> Json:
        """POST to a method such as `credentials/info` and return the answer's object.

        Raises `KeyUnavailableError`: remote_signing_failed when no answer of use came,
        remote_signing_refused, wrong_pin or pin_locked when the service said no.
        """
        status, answer = self._post(method, body)
        if status in _OK:
            return answer
        raise _refused(method, status, answer)

    def _post(self, method: str, body: Json) -> tuple[int, Json]:
        deadline = time.monotonic() + self._seconds
        try:
            with self._client.stream("POST", f"{self._base}/{method}", json=body) as response:
                read = bytearray()
                for part in response.iter_raw():
                    read += part
                    if len(read) > _MAX_ANSWER:
                        raise _failed(f"{method}: an answer of more than {_MAX_ANSWER} bytes")
                    if time.monotonic() > deadline:
                        raise _failed(f"{method}: the answer takes too long")
                return response.status_code, _object(bytes(read), method)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _failed(f"{method}: {type(error).__name__}") from error


def read_token(file: Path) -> str:
    """Return the access token in a file: its first line, printable ASCII without spaces."""
    try:
        with file.open("rb") as stream:
            lines = stream.read(_MAX_TOKEN).splitlines()
    except OSError as error:
        raise KeyUnavailableError(
            f"cannot read the token file {file.name}: {error.strerror}", code="key_file_unreadable"
        ) from error
    token = lines[0].strip().decode("ascii", "replace") if lines else ""
    if not token or not all("!" <= letter <= "~" for letter in token):
        raise KeyUnavailableError(f"{file.name} holds no token", code="key_file_unreadable")
    return token


def _object(body: bytes, method: str) -> Json:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _failed(f"{method}: the answer is no JSON") from error
    if not isinstance(told, dict):
        raise _failed(f"{method}: the answer is no object")
    return told


def _refused(method: str, status: int, answer: Json) -> KeyUnavailableError:
    error, words = str(answer.get("error", ""))[:_WORDS], answer.get("error_description", "")
    said = f"{method}: HTTP {status} {error} {str(words)[:_WORDS]}".rstrip()
    if "locked" in str(words).lower():
        return KeyUnavailableError(said, code="pin_locked")
    if error in {"invalid_authentication_data", "invalid_otp", "invalid_pin"}:
        return KeyUnavailableError(said, code="wrong_pin")
    return KeyUnavailableError(said, code="remote_signing_refused")


def _failed(message: str) -> KeyUnavailableError:
    return KeyUnavailableError(message, code="remote_signing_failed")
