"""A token behind a PKCS#11 module: found by its URI, and asked how its PIN fares.

One module can be loaded by one library per process, and must be loaded after a fork, so nothing
happens at import.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import pkcs11
from pkcs11 import exceptions

from signing.errors import KeyUnavailableError
from signing.keys.key_uri import Pkcs11Uri

_GONE: Final = (
    exceptions.DeviceRemoved,
    exceptions.TokenNotPresent,
    exceptions.SessionHandleInvalid,
    exceptions.SessionClosed,
    exceptions.ObjectHandleInvalid,
    exceptions.KeyHandleInvalid,
    exceptions.UserNotLoggedIn,  # put back in again: the session is another one
)
_WRONG: Final = (exceptions.PinIncorrect, exceptions.PinInvalid, exceptions.PinLenRange)
_LOCKED: Final = (exceptions.PinLocked, exceptions.PinExpired)


class PinTries(StrEnum):
    """How many wrong PINs a token still takes, as far as tokens tell (PKCS#11 2.40, 3.2).

    The values but the first are codes with words for people. No token tells a number.
    """

    ALL = "all"
    LOW = "pin_low"  # a wrong one was entered since the last right one
    FINAL = "pin_final_try"  # one more wrong one locks it
    LOCKED = "pin_locked"


def tries_left(uri: Pkcs11Uri, *, default_module: Path | None = None) -> PinTries:
    """Ask the token, without a PIN: what to show a person before they type one.

    Raises `KeyUnavailableError`.
    """
    with device_errors():
        return tries_of(find_token(uri, default_module))


def tries_of(token: Any) -> PinTries:  # noqa: ANN401 - pkcs11 has no types
    """Return what the flags of a token just looked up say."""
    flags = token.flags
    if flags & pkcs11.TokenFlag.USER_PIN_LOCKED:
        return PinTries.LOCKED
    if flags & pkcs11.TokenFlag.USER_PIN_FINAL_TRY:
        return PinTries.FINAL
    return PinTries.LOW if flags & pkcs11.TokenFlag.USER_PIN_COUNT_LOW else PinTries.ALL


def find_token(uri: Pkcs11Uri, default_module: Path | None) -> Any:  # noqa: ANN401
    """Return the one token that fits the URI, or raise `KeyUnavailableError`."""
    module = uri.module_path or default_module
    if module is None:
        raise KeyUnavailableError("no PKCS#11 module is named: module-path or the setting")
    if not module.is_file():
        raise KeyUnavailableError(f"the PKCS#11 module {module} is not there")
    found = [
        slot.get_token()
        for slot in pkcs11.lib(str(module)).get_slots(token_present=True)
        if uri.slot_id in {None, slot.slot_id}
    ]
    fitting = [
        token
        for token in found
        if uri.token in {None, token.label.rstrip()}
        and uri.serial in {None, token.serial.decode().rstrip()}
    ]
    if len(fitting) != 1:
        raise KeyUnavailableError(f"{len(fitting)} tokens fit the URI, one is needed")
    return fitting[0]


def log_in(token: Any, pin: str | None, *, final_try: bool) -> Any:  # noqa: ANN401
    """Return a session in which this PIN, tried once, has logged in.

    A token that is locked is not tried, and one that a wrong PIN would lock only with `final_try`.
    Raises `KeyUnavailableError`: pin_needed, pin_locked, pin_final_try, wrong_pin. After a wrong
    PIN the token is asked again, so that the last try and the lock are told at once.
    """
    before = tries_of(token)
    if pin is None and token.flags & pkcs11.TokenFlag.LOGIN_REQUIRED:
        raise KeyUnavailableError("the token asks for a PIN", code="pin_needed")
    if before is PinTries.LOCKED:
        raise _locked()
    if before is PinTries.FINAL and not final_try:
        raise KeyUnavailableError(
            "one more wrong PIN locks the token: not tried without being told to",
            code=PinTries.FINAL.value,
        )
    try:
        return token.open(user_pin=pin)
    except _LOCKED as error:
        raise _locked() from error
    except _WRONG as error:
        match tries_of(token.slot.get_token()):
            case PinTries.LOCKED:
                raise _locked() from error
            case PinTries.FINAL:
                raise KeyUnavailableError(
                    "wrong PIN; one more locks the token", code=PinTries.FINAL.value
                ) from error
            case _:
                raise KeyUnavailableError(
                    "wrong PIN; it was not tried again", code="wrong_pin"
                ) from error


@contextmanager
def device_errors() -> Iterator[None]:
    """Raise what a module says as `KeyUnavailableError`: device_gone, or key_unavailable."""
    try:
        yield
    except exceptions.UserAlreadyLoggedIn as error:
        # PKCS#11 logs in a whole process, so a second log-in could not check its PIN.
        raise KeyUnavailableError(
            "another key of this token is open in this process: close it first"
        ) from error
    except _GONE as error:
        raise KeyUnavailableError(
            f"the device was pulled out or reset: {type(error).__name__}", code="device_gone"
        ) from error
    except (exceptions.PKCS11Error, RuntimeError) as error:
        raise KeyUnavailableError(
            f"the device does not answer: {type(error).__name__} {error}".rstrip()
        ) from error


def _locked() -> KeyUnavailableError:
    return KeyUnavailableError("the token is locked", code=PinTries.LOCKED.value)
