"""The workers of the three queues, and the sweeper."""

import os
import socket
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding

from ingest.recognition.model_folder import ready_model
from signing.certificates.trust import TrustStore
from signing.cms.builder import CmsByAlgorithm
from signing.cms.cms_endesive import EndesiveCms
from signing.cms.cms_pyhanko import PyhankoCms
from signing.policy import Policy
from sohoa.clock import utc_now
from sohoa.device_watch import DEVICE_SECONDS
from sohoa.keyring import Keyring
from sohoa.settings import Settings
from sohoa.wiring import proofs, stores
from sohoa.wiring.fetching import answers_folder, asking_authorities
from sohoa.wiring.lasting import office_gatherer, office_timestamper
from storage.audit import chain
from storage.catalogue import Catalogue
from workers import pipeline
from workers.augment import AugmentStep, RenewStep
from workers.batch_chores import erase_old_pins
from workers.digest_signing import DigestSigning
from workers.embed import EmbedStep
from workers.file_reach import Reach
from workers.giving_up import give_up
from workers.lengthening import Lengthening
from workers.pending import PendingLimit
from workers.prepare import PrepareStep
from workers.read import ReadStep
from workers.read_run import ReadRunStep
from workers.renewals import Renewals
from workers.runner import Handler, Runner
from workers.sandbox import Sandbox
from workers.sandboxed import Asking, Sandboxed
from workers.sign import SignStep
from workers.sign_batch import SignBatchStep
from workers.splitting import Splitting
from workers.steps import QueueName, Step
from workers.sweep import Chore, Sweeper
from workers.verify import VerifyStep

_CHAIN_SECONDS: Final = 0.5  # law 10: chained within a second
_CHAIN_AT_ONCE: Final = 1000
_DRAIN_SECONDS: Final = 5.0
_RECHECK_SECONDS: Final = 3600.0
_PIN_SECONDS: Final = 30.0
_RENEW_SECONDS: Final = 3600.0
_MONTH_DAYS: Final = 30
_FORGET_SECONDS: Final = 3600.0
_KEYS_KEPT: Final = timedelta(hours=24)  # what the API's description promises


def level(settings: Settings) -> str:
    """Return the level of leaders' and agencies' signatures where none is asked for."""
    if settings.level is not None:
        return settings.level
    if not settings.tsa:
        return "b-b"
    return "b-lt" if trust_folder(settings) else "b-t"


def digitiser_level(settings: Settings) -> str:
    """Return the level of the digitiser's signature of each scanned paper."""
    return settings.digitiser_level or ("b-t" if settings.tsa else "b-b")


def pending_limit(settings: Settings) -> PendingLimit:
    """Return when nothing more is signed."""
    return PendingLimit(most=settings.pending_most, hours=settings.pending_hours)


def sandboxed(
    settings: Settings,
    *,
    children: int = 1,
    model: Path | None = None,
    asking: Asking | None = None,
) -> Sandboxed:
    """Return the typed face of a sandbox of so many children; `model` is for reading pages.

    The children open papers, trusted certificates, the font and the model, and nothing else of the
    office. `asking` asks authorities what a verdict lacks: in our process, which has the network.
    """
    places = (settings.trust, settings.font, model)
    reach = Reach(read=tuple(str(place) for place in places if place is not None))
    sandbox = Sandbox(children=children, reach=reach)
    return Sandboxed(
        sandbox, children=children, model=model, thorough=settings.thorough, asking=asking
    )


def trust_folder(settings: Settings) -> Path | None:
    """Return the folder of trusted certificates if it holds anything, else None: trust unknown."""
    folder = settings.trust
    held = (path for pattern in ("*", "*/*") for path in folder.glob(pattern))
    return folder if any(path.is_file() for path in held) else None


def make_runner(settings: Settings, queues: Sequence[QueueName]) -> Callable[[], Runner]:
    """Return what makes a runner in the work-horse: connections must not be shared over a fork."""
    worker = f"{socket.gethostname()}-{'-'.join(queues)}-{os.getpid()}"

    def make() -> Runner:
        catalogue = stores.catalogue(settings)
        handlers: dict[Step, Handler] = {}
        if QueueName.SIGN in queues:
            handlers |= _keyed(settings, catalogue)
        if QueueName.DIGITIZE in queues:
            handlers |= _reading(settings, catalogue)
        if QueueName.VERIFY in queues:
            handlers |= _keyless(settings, catalogue)
        return Runner(catalogue=catalogue, handlers=handlers, worker=worker, giving_up=give_up)

    return make


def sweeper(settings: Settings) -> Sweeper:
    """Return the sweeper with its chores."""
    catalogue = stores.catalogue(settings)
    objects = stores.objects(settings)

    def chain_trail() -> None:
        with catalogue.transaction() as tx:
            chain(tx, _CHAIN_AT_ONCE)

    def forget_keys() -> None:
        with catalogue.transaction() as tx:
            tx.idempotency.forget(_KEYS_KEPT)

    def forget_pins() -> None:
        erase_old_pins(catalogue)

    doorbell = stores.doorbell(settings)
    renewals = Renewals(catalogue, doorbell, utc_now, _ahead(settings))
    return Sweeper(
        catalogue=catalogue,
        doorbell=doorbell,
        chores=(
            Chore("chain the trail", _CHAIN_SECONDS, chain_trail),
            Chore("drain the spool", _DRAIN_SECONDS, objects.drain),
            Chore("recheck the spool", _RECHECK_SECONDS, lambda: objects.drain(recheck=True)),
            Chore("erase old sealed PINs", _PIN_SECONDS, forget_pins),
            Chore("renew archive timestamps", _RENEW_SECONDS, renewals),
            Chore("forget old idempotency keys", _FORGET_SECONDS, forget_keys),
        ),
    )


def _ahead(settings: Settings) -> timedelta:
    return timedelta(days=_MONTH_DAYS * settings.renew_months)


def _keyed(settings: Settings, catalogue: Catalogue) -> Mapping[Step, Handler]:
    trust = trust_folder(settings)
    keyring = Keyring(settings.keys, settings.pkcs11_module, device_seconds=DEVICE_SECONDS)
    doorbell = stores.doorbell(settings)
    signing = DigestSigning(
        catalogue=catalogue,
        objects=stores.objects(settings),
        cms=CmsByAlgorithm(rsa=EndesiveCms(), ec=PyhankoCms()),
        trust=TrustStore.from_folder(trust) if trust else None,
        proofs=proofs.checker(settings),
        clock=utc_now,
        must_be_known=settings.revocation == "known",
    )
    return pipeline.keyholding(
        sign=SignStep(signing=signing, keyring=keyring, doorbell=doorbell),
        batch=SignBatchStep(signing=signing, keyring=keyring, doorbell=doorbell),
    )


def _reading(settings: Settings, catalogue: Catalogue) -> Mapping[Step, Handler]:
    doorbell, objects = stores.doorbell(settings), stores.fetched_objects(settings)
    model = ready_model(settings.data / "models")
    sandbox = sandboxed(settings, children=_readers(settings), model=model)
    return pipeline.digitizing(
        ReadStep(
            catalogue=catalogue,
            objects=objects,
            sandbox=sandbox,
            splitting=Splitting(
                catalogue=catalogue,
                doorbell=doorbell,
                clock=utc_now,
                level=digitiser_level(settings),
                prover=proofs.filer(settings),
            ),
            doorbell=doorbell,
            clock=utc_now,
            run_pages=settings.run_pages,
        ),
        ReadRunStep(catalogue=catalogue, objects=objects, sandbox=sandbox, doorbell=doorbell),
    )


def _readers(settings: Settings) -> int:
    """Return how many runs of pages one worker reads at once: together they fill the machine."""
    return max(1, len(os.sched_getaffinity(0)) // settings.digitize_workers)


def _keyless(settings: Settings, catalogue: Catalogue) -> Mapping[Step, Handler]:
    objects, doorbell = stores.objects(settings), stores.doorbell(settings)
    authorities = asking_authorities(settings.fetch, answers_folder(settings))
    sandbox = sandboxed(settings, asking=authorities)
    folder = trust_folder(settings)
    trust = TrustStore.from_folder(folder) if folder else TrustStore()
    stamps = office_timestamper(settings, trust)
    lengthening = Lengthening(
        sandbox=sandbox,
        gatherer=office_gatherer(settings, trust),
        timestamper=stamps,
        trust=folder,
        policy=Policy(),
        clock=utc_now,
    )
    return pipeline.keyless(
        prepare=PrepareStep(
            catalogue=catalogue,
            objects=objects,
            sandbox=sandbox,
            doorbell=doorbell,
            clock=utc_now,
            proofs=proofs.checker(settings),
            prover=proofs.preparer(settings),
            font=settings.font,
            pending=pending_limit(settings),
            trust=partial(trust_folder, settings),
        ),
        augment=AugmentStep(
            catalogue=catalogue,
            objects=objects,
            lengthening=lengthening,
            doorbell=doorbell,
            clock=utc_now,
        ),
        renew=RenewStep(
            catalogue=catalogue,
            objects=objects,
            lengthening=lengthening,
            doorbell=doorbell,
            clock=utc_now,
            ahead=_ahead(settings),
        ),
        embed=EmbedStep(
            catalogue=catalogue,
            objects=objects,
            sandbox=sandbox,
            timestamper=stamps,
            roots=tuple(one.public_bytes(Encoding.PEM).decode() for one in trust.anchors),
            doorbell=doorbell,
            clock=utc_now,
        ),
        verify=VerifyStep(
            catalogue=catalogue,
            objects=objects,
            sandbox=sandbox,
            trust=folder,
            policy=Policy(),
            clock=utc_now,
        ),
    )
