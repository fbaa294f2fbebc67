"""Access tokens: the key of this office, and who issues them."""

from typing import Final

from api.tokens import TokenAuthority
from sohoa.clock import utc_now
from sohoa.settings import Settings
from sohoa.stack.errors import MissingError

TOKEN_SECONDS: Final = 900


def token_key(settings: Settings) -> bytes:
    """Return the key of the access tokens; raise `MissingError` when there is none."""
    try:
        return settings.token_key_file.read_bytes().strip()
    except OSError as error:
        raise MissingError(
            f"no token key in {settings.token_key_file}: run `sohoa migrate` or `sohoa up` once"
        ) from error


def token_authority(settings: Settings) -> TokenAuthority:
    """Return who issues access tokens."""
    return TokenAuthority(token_key(settings), seconds=TOKEN_SECONDS, clock=utc_now)
