"""The shapes that all routes share. Shapes exist only in `api/schemas*.py`, nowhere below."""

from pydantic import BaseModel, ConfigDict, Field, field_validator

from api.texts import plain_throughout


class Ask(BaseModel):
    """A request body: unknown members are refused, so that a misspelt one is not ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def _plain(cls, value: object) -> object:
        return plain_throughout(value)


class Tell(BaseModel):
    """An answer's body."""

    model_config = ConfigDict(frozen=True)


class ProblemBody(Tell):
    """A problem by RFC 9457. `type` can be opened and says what to do."""

    type: str = Field(examples=["/problems/not_found"])
    title: str = Field(examples=["Không tìm thấy"])
    status: int = Field(examples=[404])
    detail: str
    code: str = Field(examples=["not_found"])
    instance: str = Field(examples=["/api/v1/documents/doc_0000"])
    correlation_id: str = Field(examples=["req_5f1d0c2b7a9e4d3c8b6a1f00"])


class ReasonBody(Tell):
    """Why: a stable code, and a sentence in the asker's language."""

    code: str = Field(examples=["no_revocation_data"])
    message: str


class TokenBody(Tell):
    """An access token (RFC 6749 5.1)."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the kind of token, not a token
    expires_in: int = Field(examples=[900], description="seconds")


class KeyBody(Tell):
    """The public half of a key (RFC 7517, RFC 8037)."""

    kty: str = Field(examples=["OKP"])
    crv: str = Field(examples=["Ed25519"])
    x: str = Field(examples=["11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"])
    kid: str = Field(examples=["kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"])
    use: str = Field(examples=["sig"])
    alg: str = Field(examples=["Ed25519"])


class KeySetBody(Tell):
    """The public keys of the office (RFC 7517 5)."""

    keys: list[KeyBody]


class HealthBody(Tell):
    """How the process is."""

    status: str = Field(examples=["ok"])
