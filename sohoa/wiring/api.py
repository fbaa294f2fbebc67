"""The web application."""

import json
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Final

from api.app import create_app
from api.languages import Language
from api.settings import MIB, ApiSettings
from signing.certificates.trust import TrustStore
from signing.cms.builder import CmsByAlgorithm
from signing.cms.cms_endesive import EndesiveCms
from signing.cms.cms_pyhanko import PyhankoCms
from signing.policy import Policy
from sohoa.clock import utc_now
from sohoa.seal_key import published_seal_key
from sohoa.settings import Settings
from sohoa.wiring import proofs, stores, tokens
from sohoa.wiring.fetching import answers_folder, asking_authorities
from sohoa.wiring.workers import (
    digitiser_level,
    level,
    pending_limit,
    sandboxed,
    trust_folder,
)
from storage.catalogue import Catalogue
from storage.objects import ObjectStore
from workers.approvals import Approvals
from workers.approving import Approving
from workers.batching import Batching
from workers.confirming import Confirming
from workers.deferring import Deferring
from workers.digest_signing import DigestSigning
from workers.evidence import Evidence
from workers.first_look import FirstLook
from workers.intake import Intake
from workers.judging import Judging
from workers.mandate_register import MandateRegister
from workers.obstacles import Obstacles
from workers.office import Office
from workers.receipts_jws import JwsReceipts
from workers.records import Records
from workers.results import Results
from workers.returning import Returning
from workers.reusing import Reusing
from workers.splitting import Splitting

Application = Callable[..., Awaitable[None]]  # ASGI

_CHILDREN: Final = 2  # pages drawn and files judged at once


def application(settings: Settings) -> Application:
    """Return the ASGI application of one office."""
    return create_app(
        office(settings),
        ApiSettings(
            token_key=tokens.token_key(settings),
            token_seconds=tokens.TOKEN_SECONDS,
            max_upload_bytes=settings.upload_mib * MIB,
        ),
        reasons={language: reasons(language) for language in Language},
    )


def _trusted(settings: Settings) -> TrustStore | None:
    folder = trust_folder(settings)
    return TrustStore.from_folder(folder) if folder else None


def reasons(language: Language) -> dict[str, str]:
    """Return the sentences for a verdict's reasons, by code."""
    text = files("sohoa").joinpath(f"locale/reasons.{language}.json").read_text("utf-8")
    sentences: dict[str, str] = json.loads(text)
    return sentences


def office(settings: Settings) -> Office:
    """Return everything the API may ask for."""
    catalogue = stores.catalogue(settings)
    objects = stores.objects(settings)
    doorbell = stores.doorbell(settings)
    asking = asking_authorities(settings.fetch, answers_folder(settings))
    sandbox = sandboxed(settings, children=_CHILDREN, asking=asking)
    clock = utc_now
    digitised = digitiser_level(settings)
    prover = proofs.approver(settings)
    approving = Approving(clock=clock, prover=prover, pending=pending_limit(settings))
    return Office(
        catalogue=catalogue,
        objects=objects,
        sandbox=sandbox,
        doorbell=doorbell,
        clock=clock,
        intake=Intake(catalogue=catalogue, objects=objects, doorbell=doorbell, clock=clock),
        first_look=FirstLook(objects=objects, sandbox=sandbox),
        splitting=Splitting(
            catalogue=catalogue, doorbell=doorbell, clock=clock, level=digitised, prover=prover
        ),
        confirming=Confirming(
            catalogue=catalogue, doorbell=doorbell, clock=clock, level=digitised, prover=prover
        ),
        results=Results(
            catalogue=catalogue,
            objects=objects,
            sandbox=sandbox,
            clock=clock,
            font=settings.font,
            public_url=settings.public_url,
        ),
        approvals=Approvals(
            catalogue=catalogue,
            doorbell=doorbell,
            clock=clock,
            timestamps=bool(settings.tsa),
            usual=level(settings),
            lasting=trust_folder(settings) is not None,
            approving=approving,
            objects=objects,
            sandbox=sandbox,
        ),
        batching=Batching(catalogue=catalogue, doorbell=doorbell, approving=approving),
        mandates=MandateRegister(catalogue=catalogue, clock=clock),
        obstacles=Obstacles(
            catalogue=catalogue,
            trust=lambda: _trusted(settings),
            clock=clock,
            pending=pending_limit(settings),
        ),
        reusing=Reusing(
            catalogue=catalogue,
            receipts=JwsReceipts.from_file(settings.receipt_key_file),
            clock=clock,
        ),
        records=Records(catalogue=catalogue, objects=objects, sandbox=sandbox),
        evidence=Evidence(catalogue=catalogue, objects=objects),
        returning=Returning(
            catalogue=catalogue,
            objects=objects,
            sandbox=sandbox,
            doorbell=doorbell,
            clock=clock,
            trust=lambda: trust_folder(settings),
            policy=Policy(),
            prover=prover,
            proofs=lambda: proofs.checker(settings),
            pending=pending_limit(settings),
        ),
        deferring=Deferring(
            catalogue=catalogue,
            sandbox=sandbox,
            doorbell=doorbell,
            signing=lambda: _without_keys(settings, catalogue, objects),
        ),
        judging=Judging(
            objects=objects,
            sandbox=sandbox,
            trust=lambda: trust_folder(settings),
            policy=Policy(),
            clock=clock,
        ),
        seal_key=lambda: published_seal_key(settings.public_keys),
    )


def _without_keys(settings: Settings, catalogue: Catalogue, objects: ObjectStore) -> DigestSigning:
    """Return what checks digests and builds a CMS around signatures that were made elsewhere."""
    folder = trust_folder(settings)
    return DigestSigning(
        catalogue=catalogue,
        objects=objects,
        cms=CmsByAlgorithm(rsa=EndesiveCms(), ec=PyhankoCms()),
        trust=TrustStore.from_folder(folder) if folder else None,
        proofs=proofs.checker(settings),
        clock=utc_now,
    )
