"""Checks of an office: object store, queue server, catalogue, trusted certificates, clock, cage."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from signing.certificates.trust import TrustStore
from signing.errors import TrustFolderError
from sohoa.clock import utc_now
from sohoa.doctor.finding import Finding, Health
from sohoa.settings import Settings
from sohoa.wiring import stores
from storage.errors import NotFoundError, StorageError
from storage.objects import ObjectStore, digest
from workers.errors import QueueUnsafeError, WorkerError
from workers.sandbox import Sandbox
from workers.worker_rq import check_queue

_PROBE: Final = b"sohoa doctor was here\n"  # the same object at every visit
_BUILT: Final = datetime.fromisoformat("2026-11-01T00:00:00+00:00")
_MOST_SKEW: Final = timedelta(seconds=60)

Check = Callable[[Settings], Finding]


def check_office(settings: Settings, *, started: bool) -> tuple[Finding, ...]:
    """Return a finding for each thing that an office needs; `started` False: none was ever up."""
    if not started:
        return (Finding(thing="office", health=Health.NOT_RUN, found=str(settings.data)),)
    return (
        *(check(settings) for check in (_object_store, _queue, _catalogue, _trust)),
        _clock(settings),
    )


def check_cage() -> Finding:
    """Tell how the network of the children that open papers is shut off."""
    try:
        with Sandbox() as sandbox:
            return Finding(thing="sandbox", health=Health.OK, found=sandbox.network())
    except (WorkerError, OSError) as error:
        return Finding(
            thing="sandbox", health=Health.MISSING, found=str(error), advice="advice_sandbox"
        )


def _object_store(settings: Settings) -> Finding:
    """Put, ask the size of, read whole and in part: all that we use of S3."""
    store = stores.s3_objects(settings)
    try:
        if not store.ready():
            return _missing("objects", settings.s3_url, "advice_bucket")
        key = store.put(io.BytesIO(_PROBE))
        whole = b"".join(store.read(key))
        part = b"".join(store.read_range(key, 6, 6))
        right = key == digest(_PROBE) and whole == _PROBE and part == _PROBE[6:12]
        right = right and store.size(key) == len(_PROBE) and _unknown_is_not_found(store)
    except StorageError as error:
        return _missing("objects", f"{settings.s3_url}: {error}", "advice_objects")
    if not right:
        return _missing("objects", settings.s3_url, "advice_s3_features")
    return Finding(thing="objects", health=Health.OK, found=settings.s3_url)


def _unknown_is_not_found(store: ObjectStore) -> bool:
    try:
        store.size(digest(_PROBE * 2))
    except NotFoundError:
        return True
    return False


def _queue(settings: Settings) -> Finding:
    try:
        return Finding(thing="queue", health=Health.OK, found=check_queue(settings.queue_url))
    except QueueUnsafeError as error:
        return _missing("queue", str(error), "advice_queue_policy")
    except StorageError as error:
        return _missing("queue", str(error), "advice_queue")


def _catalogue(settings: Settings) -> Finding:
    try:
        version = stores.catalogue(settings).schema_version()
    except StorageError as error:
        return _missing("catalogue", str(error), "advice_catalogue")
    if version is None:
        return _missing("catalogue", "-", "advice_migrate")
    return Finding(thing="catalogue", health=Health.OK, found=version)


def _trust(settings: Settings) -> Finding:
    try:
        trust = TrustStore.from_folder(settings.trust)
    except TrustFolderError as error:
        return _missing("trust", str(error), "advice_trust")
    found = f"{len(trust.anchors)} roots, {len(trust.crls)} CRLs"
    if not trust.anchors:
        return Finding(thing="trust", health=Health.WARNING, found=found, advice="advice_trust")
    return Finding(thing="trust", health=Health.OK, found=found)


def _clock(settings: Settings) -> Finding:
    """Compare our clock with the one that leases are measured by, and with our own birth."""
    now = utc_now()
    if now < _BUILT:
        return _missing("clock", now.isoformat(), "advice_clock")
    try:
        with stores.catalogue(settings).reading() as tx:
            skew = abs(tx.jobs.now() - utc_now())
    except StorageError:
        return Finding(thing="clock", health=Health.OK, found=now.isoformat(timespec="seconds"))
    if skew > _MOST_SKEW:
        return _missing("clock", f"{skew.total_seconds():.0f} s", "advice_clock")
    return Finding(thing="clock", health=Health.OK, found=now.isoformat(timespec="seconds"))


def _missing(thing: str, found: str, advice: str) -> Finding:
    return Finding(thing=thing, health=Health.MISSING, found=found, advice=advice)
