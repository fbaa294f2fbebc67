"""A leader whose key never leaves their machine: approved here, signed there, embedded here."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from signing.cms.cms_pyhanko import PyhankoCms
from signing.keys.signature_algorithm import Scheme
from sohoa.samples.stack import DemoStack
from storage.errors import StateError
from storage.records import State
from storage.tasks import Kept, KeyRecord, SigningTask, TaskState
from tests.support.paper_office import AGENCY, CLERK, LEADER, PaperOffice
from tests.support.pki import Pki, key_of
from workers.deferring import Deferring
from workers.permissions import ForbiddenError
from workers.refusals import RefusedError
from workers.sign import SignStep
from workers.steps import Step

FAR = replace(LEADER, id="usr_far", name="Xa")


@pytest.fixture
def deferring(paper_office: PaperOffice, pki: Pki) -> Deferring:
    record = KeyRecord(
        name="xa",
        agency=AGENCY,
        holder=FAR.id,
        profile="leader",
        certificate=pki.curve.certificate.public_bytes(Encoding.PEM).decode(),
        chain="".join(one.public_bytes(Encoding.PEM).decode() for one in pki.curve.chain),
        kept=Kept.SIGNER,
    )
    with paper_office.catalogue.transaction() as tx:
        tx.keys.add(record, CLERK)
    step = paper_office.runner._handlers[Step.SIGN]
    assert isinstance(step, SignStep)
    return Deferring(
        catalogue=paper_office.catalogue,
        sandbox=paper_office.results.sandbox,
        doorbell=paper_office.approvals.doorbell,
        signing=lambda: step.signing,
    )


@pytest.fixture
def task(paper_office: PaperOffice, deferring: Deferring, sample_stack: DemoStack) -> SigningTask:
    del deferring
    result = paper_office.numbered(sample_stack.decision.read_bytes())
    return paper_office.ask(result, FAR.id, "leader", "b-b")


def test_a_bare_signature_made_far_away_signs_the_result(
    paper_office: PaperOffice, deferring: Deferring, task: SigningTask, pki: Pki
) -> None:
    with pytest.raises(StateError):  # not yet approved
        deferring.to_sign(task.id, FAR)
    paper_office.approve(task, FAR)
    paper_office.work()
    assert paper_office.task(task.id).state is TaskState.PREPARED  # and no key was asked for
    asked = deferring.to_sign(task.id, FAR)
    assert (asked.algorithm.scheme, asked.certificate) == (Scheme.ECDSA, pki.curve.certificate)
    key = pki.curve.key
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    made = key.sign(asked.attributes, ec.ECDSA(hashes.SHA256()))
    deferring.take(task.id, FAR, signature=made)
    paper_office.work()
    assert paper_office.task(task.id).state is TaskState.SIGNED
    assert paper_office.document(task.document).state is State.SIGNED
    with pytest.raises(StateError):
        deferring.take(task.id, FAR, signature=made)


def test_only_a_cms_over_this_digest_by_this_certificate_is_taken(
    paper_office: PaperOffice, deferring: Deferring, task: SigningTask, pki: Pki
) -> None:
    paper_office.approve(task, FAR)
    paper_office.work()
    digest = deferring.to_sign(task.id, FAR).digest
    builder = PyhankoCms()
    for made, code in (
        (builder.build(bytes(32), key_of(pki.curve)), "cms_not_for_this"),
        (builder.build(digest, key_of(pki.leader)), "cms_not_for_this"),
        (b"no CMS", "cms_unreadable"),
    ):
        with pytest.raises(RefusedError) as refused:
            deferring.take(task.id, FAR, cms=made)
        assert refused.value.code == code
        assert paper_office.task(task.id).state is TaskState.PREPARED
    with pytest.raises(ForbiddenError):
        deferring.to_sign(task.id, LEADER)
    deferring.take(task.id, FAR, cms=builder.build(digest, key_of(pki.curve)))
    paper_office.work()
    assert paper_office.task(task.id).state is TaskState.SIGNED


def test_what_the_office_signs_is_not_given_away(
    paper_office: PaperOffice, deferring: Deferring, sample_stack: DemoStack
) -> None:
    result = paper_office.numbered(sample_stack.decision.read_bytes())
    task = paper_office.ask(result, LEADER.id, "leader", "b-b")
    with pytest.raises(RefusedError) as refused:
        deferring.to_sign(task.id, LEADER)
    assert refused.value.code == "not_deferred"
