"""All that may be asked of the office by people and systems; built once, by the wiring."""

from dataclasses import dataclass

from storage.catalogue import Catalogue
from storage.clock import Clock
from storage.objects import ObjectStore
from workers.approvals import Approvals
from workers.batching import Batching
from workers.confirming import Confirming
from workers.deferring import Deferring
from workers.doorbell import Doorbell
from workers.evidence import Evidence
from workers.first_look import FirstLook
from workers.intake import Intake
from workers.judging import Judging
from workers.mandate_register import MandateRegister
from workers.obstacles import Obstacles
from workers.records import Records
from workers.results import Results
from workers.returning import Returning
from workers.reusing import Reusing
from workers.sandboxed import Sandboxed
from workers.seal_key import PublishedSealKey
from workers.splitting import Splitting


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The acts, and the few tools that the interface itself needs."""

    catalogue: Catalogue
    objects: ObjectStore
    sandbox: Sandboxed
    doorbell: Doorbell
    clock: Clock
    intake: Intake
    first_look: FirstLook
    splitting: Splitting
    confirming: Confirming
    results: Results
    approvals: Approvals
    batching: Batching
    mandates: MandateRegister
    obstacles: Obstacles
    reusing: Reusing
    records: Records
    returning: Returning
    deferring: Deferring
    evidence: Evidence
    judging: Judging
    seal_key: PublishedSealKey
