"""Access tokens: short-lived JWTs that say who asks, and nothing about what they may do.

RFC 9068 shape (typ at+jwt, iss, aud, sub, iat, exp, jti), HS256 only. Rights are looked up at
every request, so disabling a client works at once.
"""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from api.problems import ProblemError

ISSUER: Final = "sohoa"
AUDIENCE: Final = "sohoa-api"
ALGORITHMS: Final = ("HS256",)
_TYPE: Final = "at+jwt"
_MAX_TOKEN: Final = 2048  # characters


class TokenAuthority:
    """Gives and checks access tokens."""

    def __init__(self, key: bytes, *, seconds: int, clock: Callable[[], datetime]) -> None:
        self._key = OctKey.import_key(key)
        self._seconds = seconds
        self._clock = clock

    @property
    def seconds(self) -> int:
        """How long a token lives when nothing else is asked."""
        return self._seconds

    def issue(self, subject: str, *, seconds: int | None = None) -> str:
        """Return a token for a client or person id."""
        now = int(self._clock().timestamp())
        claims: dict[str, str | int] = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": subject,
            "iat": now,
            "exp": now + (seconds or self._seconds),
            "jti": secrets.token_hex(16),
        }
        return jwt.encode(
            {"alg": ALGORITHMS[0], "typ": _TYPE}, dict(claims), self._key, algorithms=ALGORITHMS
        )

    def subject(self, token: str) -> str:
        """Return whom a token speaks for; raise a 401 problem for anything not ours or too old."""
        if len(token) > _MAX_TOKEN:
            raise invalid_token()
        registry = jwt.JWTClaimsRegistry(
            now=lambda: int(self._clock().timestamp()),
            leeway=5,
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": AUDIENCE},
            sub={"essential": True},
            exp={"essential": True},
        )
        try:
            decoded = jwt.decode(token, self._key, algorithms=ALGORITHMS)
            registry.validate(decoded.claims)
        except (JoseError, ValueError) as error:
            raise invalid_token() from error
        if decoded.header.get("typ") != _TYPE:
            raise invalid_token()
        return str(decoded.claims["sub"])


def invalid_token() -> ProblemError:
    """Return the answer to a token that does not hold (RFC 6750 3.1)."""
    challenge = 'Bearer realm="sohoa", error="invalid_token"'
    return ProblemError(401, "invalid_token", headers={"WWW-Authenticate": challenge})
