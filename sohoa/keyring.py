"""Where the signing worker finds its keys: `keys.json` in the folder that SOHOA_KEYS names.

Only the `sign` worker and `sohoa key` open this folder. The file names, for each key, a URI and
the file that holds its PIN, if the office keeps one; it holds neither key nor PIN itself.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from signing.errors import KeyUnavailableError
from signing.keys.key_uri import counts_tries
from signing.keys.pkcs11_token import PinTries
from signing.keys.sealed_pin import unseal
from signing.keys.signing_key import SigningKey
from sohoa.device_watch import WatchedKey, dies_after
from sohoa.key_opening import opened_key, pin_tries
from sohoa.pin import PinError, read_password
from sohoa.seal_key import load_seal_key
from sohoa.spent_pins import SpentPin
from sohoa.stack.secret_files import write_secret


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPlace:
    """Where one key is, and the file with its PIN (None: it has none, or its signer types it)."""

    uri: str
    pin_file: Path | None


class Keyring:
    """`workers.keyring.Keyring` over a folder of this machine.

    `device_seconds`: this process ends when a device does not answer for so long; None where it
    must not, as it does other work too.
    """

    def __init__(
        self, folder: Path, pkcs11_module: Path | None, *, device_seconds: float | None = None
    ) -> None:
        self._folder = folder
        self._file = folder / "keys.json"
        self._module = pkcs11_module
        self._device_seconds = device_seconds

    def names(self) -> tuple[str, ...]:
        """Return the names of all keys here."""
        return tuple(self._places())

    def uri(self, name: str) -> str | None:
        """Return where a key is, as `sohoa.key_opening` names it; None for an unknown name."""
        place = self._places().get(name)
        return None if place is None else place.uri

    def add(self, name: str, place: KeyPlace) -> None:
        """Note where a key is; a known name is noted anew."""
        places = {**self._places(), name: place}
        record = {
            known: {"uri": at.uri, "pin_file": str(at.pin_file) if at.pin_file else None}
            for known, at in places.items()
        }
        write_secret(self._file, json.dumps({"keys": record}, indent=1).encode())

    @contextmanager
    def open(
        self, name: str, pin: str | None = None, *, final_try: bool = False
    ) -> Iterator[SigningKey]:
        """See `workers.keyring.Keyring.open`. A PIN file found wrong is not tried again."""
        place = self._places().get(name)
        if place is None:
            raise KeyUnavailableError(f"no key {name} in {self._file}")
        with ExitStack() as closing:
            with self._watched():
                key = self._logged_in(place, pin, closing, final_try=final_try)
            try:
                yield key if self._device_seconds is None else WatchedKey(key, self._device_seconds)
            finally:
                with self._watched():
                    closing.close()

    def tries(self, name: str) -> str | None:
        """See `workers.keyring.Keyring.tries`."""
        place = self._places().get(name)
        if place is None:
            raise KeyUnavailableError(f"no key {name} in {self._file}")
        with self._watched():
            found = pin_tries(place.uri, default_module=self._module)
        return None if found is PinTries.ALL else found.value

    def unseal(self, sealed: bytes, context: bytes) -> str:
        """See `workers.keyring.Keyring.unseal`."""
        return unseal(sealed, load_seal_key(self._folder), context)

    def _watched(self) -> AbstractContextManager[None]:
        return nullcontext() if self._device_seconds is None else dies_after(self._device_seconds)

    def _logged_in(
        self, place: KeyPlace, pin: str | None, closing: ExitStack, *, final_try: bool
    ) -> SigningKey:
        spent = None
        if pin is None and place.pin_file is not None:
            pin = _kept_pin(place.pin_file)
            spent = SpentPin(place.pin_file)
            spent.before(counted=counts_tries(place.uri))
        try:
            key = closing.enter_context(
                opened_key(place.uri, pin, default_module=self._module, final_try=final_try)
            )
        except KeyUnavailableError as error:
            if spent is not None:
                _note_failure(spent, error)
            raise
        if spent is not None:
            spent.was_right()
        return key

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


def _kept_pin(file: Path) -> str | None:
    try:
        return read_password(file)
    except PinError as error:
        raise KeyUnavailableError(str(error)) from error


def _note_failure(spent: SpentPin, error: KeyUnavailableError) -> None:
    """Keep the note of a PIN that is wrong, and forget that of one that was never tried."""
    if error.code in {"wrong_pin", "pin_final_try", "pin_locked"}:
        spent.was_wrong()
    else:
        spent.was_right()
