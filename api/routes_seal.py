"""`GET /signing-keys/seal`: to which key a page seals the PIN that its signer types.

The steps of sealing are RFC 9180's, and are told in docs/keys.md.
"""

import base64
from typing import Final

from fastapi import APIRouter
from pydantic import Field

from api.access import Asker, OfficeOf
from api.described import problems
from api.problems import ProblemError
from api.schemas import Tell
from workers.permissions import Act, require

ALGORITHM: Final = "HPKE base, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM"


class SealKeyBody(Tell):
    """The public key of the process that holds the signing keys."""

    id: str = Field(description="beginning of its SHA-256, in hexadecimal")
    public: str = Field(description="32 bytes, base64")
    algorithm: str = Field(examples=[ALGORITHM])
    version: int = Field(description="of the sealed PIN: its first byte", examples=[1])


def seal_key(office: OfficeOf, actor: Asker) -> SealKeyBody:
    """Give the key of this office; a PIN sealed to it is read by the signing worker alone."""
    require(actor, Act.SEE_TASKS)
    key = office.seal_key()
    if key is None:
        raise ProblemError(404, "no_seal_key")
    public = base64.b64encode(key.public).decode()
    return SealKeyBody(id=key.id, public=public, algorithm=ALGORITHM, version=1)


def sealing() -> APIRouter:
    """Return the route of the key to seal to."""
    router = APIRouter(tags=["signing"], prefix="/signing-keys")
    router.add_api_route(
        "/seal",
        seal_key,
        methods=["GET"],
        summary="The key to seal PINs to",
        responses=problems(404),
    )
    return router
