"""Where the signing worker finds its keys: `keys.json` in the folder that SOHOA_KEYS names.

Only the `sign` worker and `sohoa key add` open this folder. The file names, for each key, a URI and
a file that holds the PIN; it holds neither key nor PIN itself.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from signing.errors import KeyUnavailableError
from signing.key_uri import P12Uri, parse_key_uri
from signing.keys import SigningKey
from signing.keys_p12 import open_p12
from signing.keys_pkcs11 import open_pkcs11
from sohoa.stack.secret_files import write_secret

_MAX_PIN: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPlace:
    """Where one key is, and the file with its PIN (None: it has none)."""

    uri: str
    pin_file: Path | None


class Keyring:
    """The keys that this machine's signing worker may use, by their registered names."""

    def __init__(self, folder: Path, pkcs11_module: Path | None) -> None:
        self._folder = folder
        self._file = folder / "keys.json"
        self._module = pkcs11_module

    def names(self) -> tuple[str, ...]:
        """Return the names of all keys here."""
        return tuple(self._places())

    def add(self, name: str, place: KeyPlace) -> None:
        """Note where a key is; a known name is noted anew."""
        places = {**self._places(), name: place}
        record = {
            known: {"uri": at.uri, "pin_file": str(at.pin_file) if at.pin_file else None}
            for known, at in places.items()
        }
        write_secret(self._file, json.dumps({"keys": record}, indent=1).encode())

    def open(self, name: str) -> SigningKey:
        """Open a key by its registered name, or raise `KeyUnavailableError`."""
        place = self._places().get(name)
        if place is None:
            raise KeyUnavailableError(f"no key {name} in {self._file}")
        return open_key(place, self._module)

    def _places(self) -> Mapping[str, KeyPlace]:
        if not self._file.exists():
            return {}
        return {
            name: KeyPlace(
                uri=entry["uri"],
                pin_file=Path(entry["pin_file"]) if entry["pin_file"] else None,
            )
            for name, entry in json.loads(self._file.read_text())["keys"].items()
        }


def open_key(place: KeyPlace, pkcs11_module: Path | None) -> SigningKey:
    """Open the key at a place; raise `KeyUnavailableError` when it is not to be had."""
    pin = read_pin(place.pin_file)
    uri = parse_key_uri(place.uri)
    if isinstance(uri, P12Uri):
        return open_p12(uri.path, pin)
    return open_pkcs11(uri, pin, default_module=pkcs11_module)


def read_pin(path: Path | None) -> str | None:
    """Return the PIN in a file, without the line's end."""
    if path is None:
        return None
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(_MAX_PIN).rstrip("\r\n")
    except OSError as error:
        raise KeyUnavailableError(f"the PIN file cannot be read: {path}") from error
