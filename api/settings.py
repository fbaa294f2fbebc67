"""What the web application is told at its start; nothing here is read from the environment."""

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSettings:
    """Limits are refused before the bytes are read; `token_key` signs access tokens (HS256).

    Access tokens only say who asks: role, agency and whether the client is disabled are looked up
    at each request (ASVS 5.0 8.3.2), so a longer life of a token gives no more rights.
    """

    token_key: bytes  # at least 32 bytes
    token_seconds: int = 900
    max_upload_bytes: int = 512 * MIB  # all files of one request together
    max_upload_files: int = 50
    max_json_bytes: int = MIB
    body_idle_seconds: float = 60.0  # without a byte of a body that is not complete
    max_verify_bytes: int = 128 * MIB

    def __post_init__(self) -> None:
        """Refuse a key that can be guessed (RFC 7518 3.2 wants 256 bits for HS256)."""
        if len(self.token_key) < 32:  # noqa: PLR2004 - RFC 7518 3.2
            raise ValueError("the token key must have at least 32 bytes")
