"""What every process of an office shares: catalogue, objects, doorbell, clock."""

from sohoa.clock import utc_now
from sohoa.settings import Settings
from storage.catalogue import Catalogue
from storage.objects_fetched import FetchedObjects
from storage.objects_s3 import S3Objects
from storage.spool import SpooledObjects
from workers.doorbell_rq import RqDoorbell


def catalogue(settings: Settings) -> Catalogue:
    """Return the catalogue; no connection is made yet."""
    return Catalogue.connect(settings.catalogue_url, utc_now)


def s3_objects(settings: Settings) -> S3Objects:
    """Return the object store itself; no connection is made yet."""
    return S3Objects.connect(
        settings.s3_url, settings.s3_access_key, settings.s3_secret_key, settings.s3_bucket
    )


def objects(settings: Settings) -> SpooledObjects:
    """Return the object store with this machine's spool in front of it."""
    return SpooledObjects(settings.spool, s3_objects(settings), utc_now)


def fetched_objects(settings: Settings) -> SpooledObjects:
    """Return the same with what was fetched lately at hand: for who reads one paper many times."""
    behind = FetchedObjects(settings.spool / "fetched", s3_objects(settings))
    return SpooledObjects(settings.spool, behind, utc_now)


def doorbell(settings: Settings) -> RqDoorbell:
    """Return the doorbell; no connection is made yet."""
    return RqDoorbell.connect(settings.queue_url)
