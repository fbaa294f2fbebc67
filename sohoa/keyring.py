"""Where the signing worker finds its keys: `keys.json` in the folder that SOHOA_KEYS names.

Only the `sign` worker and `sohoa key add` open this folder. The file names, for each key, a URI and
a file that holds the PIN; it holds neither key nor PIN itself.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from signing.errors import KeyUnavailableError
from signing.keys.signing_key import SigningKey
from sohoa.key_opening import opened_key
from sohoa.pin import PinError, read_password
from sohoa.stack.secret_files import write_secret


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPlace:
    """Where one key is, and the file with its PIN (None: it has none)."""

    uri: str
    pin_file: Path | None

    @contextmanager
    def opened(self, pkcs11_module: Path | None) -> Iterator[SigningKey]:
        """Open the key and close its session afterwards; `KeyUnavailableError` if it cannot be."""
        try:
            pin = read_password(self.pin_file)
        except PinError as error:
            raise KeyUnavailableError(str(error)) from error
        with opened_key(self.uri, pin, default_module=pkcs11_module) as key:
            yield key


class Keyring:
    """`workers.keyring.Keyring` over a folder of this machine."""

    def __init__(self, folder: Path, pkcs11_module: Path | None) -> None:
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

    @contextmanager
    def open(self, name: str) -> Iterator[SigningKey]:
        """Open a key by its registered name, or raise `KeyUnavailableError`."""
        place = self._places().get(name)
        if place is None:
            raise KeyUnavailableError(f"no key {name} in {self._file}")
        with place.opened(self._module) as key:
            yield key

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
