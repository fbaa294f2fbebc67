"""Lets everybody know to which key PINs are sealed: the signing worker makes and publishes it."""

import hashlib
import logging
from typing import Final

from sohoa.seal_key import keep_seal_key
from sohoa.settings import Settings
from sohoa.wiring import stores
from storage.errors import UnavailableError
from storage.people import Actor, Role

_log = logging.getLogger(__name__)
_WORKER: Final = Actor(id="worker-sign", name="worker-sign", role=Role.SYSTEM, agency="-")
_ID_DIGITS: Final = 16


def publish_seal_key(settings: Settings, by: Actor = _WORKER) -> tuple[str, str]:
    """Make the key where there is none, publish its public half, and return its id and that half.

    Both are hexadecimal; the id is the beginning of the SHA-256 of the half. Raises
    `KeyUnavailableError` for a key file that cannot be read, and `UnavailableError`.
    """
    public = keep_seal_key(settings.keys).public_key().public_bytes_raw()
    id_ = hashlib.sha256(public).hexdigest()[:_ID_DIGITS]
    with stores.catalogue(settings).transaction() as tx:
        tx.seal_keys.publish(id_, public.hex(), by)
    return id_, public.hex()


def publish_when_reachable(settings: Settings) -> None:
    """Do so at the start of a worker, who goes on without a catalogue until there is one."""
    try:
        publish_seal_key(settings)
    except UnavailableError as error:
        _log.warning("the key to seal PINs to is not published: %s", error)
