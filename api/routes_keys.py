"""`/.well-known/jwks.json`: the public key of receipts, so that anybody can check one offline.

Public keys only, so no token is asked for (RFC 7517, RFC 8615).
"""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.access import OfficeOf
from api.described import headers
from api.schemas import KeySetBody

MEDIA_TYPE: Final = "application/jwk-set+json"  # RFC 7517 8.5.2
_FRESH: Final = "public, max-age=3600"


class KeySetResponse(JSONResponse):
    """A JWK set."""

    media_type = MEDIA_TYPE


def key_set(office: OfficeOf) -> KeySetResponse:
    """Give the key whose `kid` stands in the header of every receipt (a compact JWS, RFC 7515)."""
    keys = {"keys": [dict(office.reusing.receipts.public_jwk)]}
    return KeySetResponse(keys, headers={"Cache-Control": _FRESH})


def public_keys() -> APIRouter:
    """Return the route of the public keys."""
    router = APIRouter(tags=["about"])
    router.add_api_route(
        "/.well-known/jwks.json",
        key_set,
        methods=["GET"],
        response_class=KeySetResponse,
        response_model=KeySetBody,
        summary="The public key of receipts",
        responses=headers(200, "The key set", Cache_Control="how long it may be kept"),
    )
    return router
