"""`POST /oauth/token`: client credentials for an access token (RFC 6749 4.4).

Errors here have RFC 6749's own shape (5.2), because OAuth libraries expect it.
"""

import base64
import binascii
from threading import BoundedSemaphore
from typing import Annotated, Final
from urllib.parse import unquote_plus

from fastapi import APIRouter, Form, Header
from fastapi.responses import JSONResponse

from api.access import OfficeOf, TokensOf
from api.credentials import matches
from api.schemas import TokenBody

_NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_MAX_ID: Final = 100
_AT_ONCE: Final = 4  # argon2id takes 64 MiB each; more callers wait


class TokenEndpoint:
    """Checks secrets, a few at a time."""

    def __init__(self) -> None:
        self._slots = BoundedSemaphore(_AT_ONCE)

    def token(
        self,
        office: OfficeOf,
        tokens: TokensOf,
        grant_type: Annotated[str, Form(examples=["client_credentials"])] = "",
        client_id: Annotated[str, Form()] = "",
        client_secret: Annotated[str, Form()] = "",
        authorization: Annotated[str | None, Header(include_in_schema=False)] = None,
    ) -> JSONResponse:
        """Give an access token for a client's id and secret.

        They may come in the form or as HTTP Basic.
        """
        if grant_type != "client_credentials":
            return _refusal(400, "unsupported_grant_type" if grant_type else "invalid_request")
        if authorization is not None:
            pair = _basic(authorization)
            if pair is None:
                return _refusal(401, "invalid_client")
            client_id, client_secret = pair
        if not 0 < len(client_id) <= _MAX_ID or not client_secret:
            return _refusal(401, "invalid_client")
        with office.catalogue.reading() as tx:
            found = tx.people.find_client(client_id)
        known = None if found is None or found[0].disabled else found[1]
        with self._slots:
            right = matches(known, client_secret)
        if not right:
            return _refusal(401, "invalid_client")
        body = TokenBody(access_token=tokens.issue(client_id), expires_in=tokens.seconds)
        return JSONResponse(body.model_dump(), headers=_NO_STORE)

    def router(self) -> APIRouter:
        """Return the endpoint's route."""
        router = APIRouter(tags=["access"])
        router.add_api_route(
            "/oauth/token",
            self.token,
            methods=["POST"],
            response_model=TokenBody,
            summary="Get an access token",
            responses={
                400: {"description": "RFC 6749 5.2: invalid_request, unsupported_grant_type"},
                401: {"description": "RFC 6749 5.2: invalid_client"},
            },
        )
        return router


def _basic(header: str) -> tuple[str, str] | None:
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(value.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    client, colon, secret = text.partition(":")
    # RFC 6749 2.3.1: both parts are form-encoded before they are joined.
    return (unquote_plus(client), unquote_plus(secret)) if colon else None


def _refusal(status: int, error: str) -> JSONResponse:
    headers = dict(_NO_STORE)
    if status == 401:  # noqa: PLR2004 - HTTP status
        headers["WWW-Authenticate"] = 'Basic realm="sohoa"'
    return JSONResponse({"error": error}, status, headers)
