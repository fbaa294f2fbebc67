"""A signature made on the signer's own machine: the digest is fetched, a signature brought back."""

import base64
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding
from fastapi import APIRouter
from pydantic import Field, field_validator, model_validator

from api.access import Asker, OfficeOf
from api.described import headers, problems
from api.schemas import Ask, Tell
from api.schemas_dossiers import JobLinkBody
from signing.cms.elsewhere import MOST_BYTES

_MOST: Final = 4 * (MOST_BYTES // 3 + 1)  # in base64


class ToSignBody(Tell):
    """What is to be signed: `digest` by a CMS (PAdES, detached), or `signed_attributes` bare."""

    digest: str = Field(description="of the document's byte range, in hexadecimal")
    hash: str = Field(examples=["sha256"])
    scheme: str = Field(examples=["rsa-pkcs1", "ecdsa"])
    certificate: str = Field(description="PEM")
    signed_attributes: str = Field(description="DER, base64")


class SignedAsk(Ask):
    """One of the two, in base64."""

    cms: str | None = Field(default=None, min_length=4, max_length=_MOST)
    signature: str | None = Field(default=None, min_length=4, max_length=_MOST)

    @field_validator("cms", "signature")
    @classmethod
    def _plain_base64(cls, value: str | None) -> str | None:
        if value is not None:
            base64.b64decode(value, validate=True)
        return value

    @model_validator(mode="after")
    def _one(self) -> "SignedAsk":
        if (self.cms is None) == (self.signature is None):
            raise ValueError("one of cms and signature")
        return self


def to_sign(task: str, office: OfficeOf, actor: Asker) -> ToSignBody:
    """Tell the signer what to sign, once their approval was prepared."""
    found = office.deferring.to_sign(task, actor)
    return ToSignBody(
        digest=found.digest.hex(),
        hash=found.algorithm.hash,
        scheme=found.algorithm.scheme.value,
        certificate=found.certificate.public_bytes(Encoding.PEM).decode(),
        signed_attributes=base64.b64encode(found.attributes).decode(),
    )


def bring(task: str, ask: SignedAsk, office: OfficeOf, actor: Asker) -> JobLinkBody:
    """Take the signature, if it is over this digest by the registered certificate."""
    signature = base64.b64decode(ask.signature or "")
    cms = None if ask.cms is None else base64.b64decode(ask.cms)
    job = office.deferring.take(task, actor, cms=cms, signature=signature)
    return JobLinkBody(job=job.id)


def deferred() -> APIRouter:
    """Return the routes of signatures made elsewhere."""
    router = APIRouter(tags=["signing"], prefix="/signing-tasks")
    router.add_api_route(
        "/{task}/digest",
        to_sign,
        methods=["GET"],
        summary="What is to be signed elsewhere",
        responses=problems(404, 409),
    )
    router.add_api_route(
        "/{task}/cms",
        bring,
        methods=["POST"],
        status_code=202,
        summary="A signature made elsewhere",
        responses={**headers(202, "To be put in"), **problems(404, 409)},
    )
    return router
