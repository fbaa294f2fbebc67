"""Builds the processes of an office out of settings: the one module that names adapters."""

from datetime import UTC, datetime

from api.tokens import TokenAuthority
from sohoa.settings import Settings
from sohoa.stack.errors import MissingError
from storage.catalogue import Catalogue

TOKEN_SECONDS = 900


def utc_now() -> datetime:
    """Return the moment: the clock that everything else is handed."""
    return datetime.now(UTC)


def catalogue(settings: Settings) -> Catalogue:
    """Return the catalogue; no connection is made yet."""
    return Catalogue.connect(settings.catalogue_url, utc_now)


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
