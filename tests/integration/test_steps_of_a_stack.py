"""READ and what follows it: bad files among good ones, papers that arrive signed, late workers."""

import io
import json

import pikepdf
from PIL import Image

from sohoa.samples.stack import DemoStack
from storage.dossiers import Decision, ScanState
from storage.jobs import JobState
from storage.records import Representation, State
from storage.tasks import TaskState
from tests.support.paper_office import CLERK, PaperOffice
from tests.support.pki import Pki
from tests.support.signed_pdfs import paper_pdf, signed_by


def one_page(stack: DemoStack, number: int) -> bytes:
    with pikepdf.open(stack.pdf) as whole:
        single = pikepdf.new()
        single.pages.append(whole.pages[number])
        out = io.BytesIO()
        single.save(out)
        return out.getvalue()


def blank_png() -> bytes:
    out = io.BytesIO()
    Image.new("L", (1240, 1754), 255).save(out, "PNG", dpi=(150, 150))
    return out.getvalue()


def test_a_bad_file_keeps_its_reason_and_its_siblings_go_on(
    paper_office: PaperOffice, sample_stack: DemoStack
) -> None:
    dossier = paper_office.dossier()
    card = one_page(sample_stack, 4)
    job = paper_office.receive(
        dossier, ("cccd.pdf", card), ("hong.pdf", b"%PDF-1.7\n%%EOF"), ("trong.png", blank_png())
    )
    paper_office.work()
    assert paper_office.job(job.id).state is JobState.DONE
    with paper_office.catalogue.reading() as tx:
        scan = tx.scans.load(job.subject)
        documents = tx.documents.of_dossier(dossier.id)
    assert scan.state is ScanState.READ
    assert [file.problem for file in scan.files] == [None, "unreadable_scan", None]
    assert [document.type for document in documents] == ["CCCD"]


def test_a_stack_of_blank_pages_warns_that_nothing_was_found(paper_office: PaperOffice) -> None:
    job = paper_office.receive(paper_office.dossier(), ("trong.png", blank_png()))
    paper_office.work()
    assert paper_office.job(job.id).state is JobState.DONE
    with paper_office.catalogue.reading() as tx:
        scan = tx.scans.load(job.subject)
    assert scan.state is ScanState.READ
    assert [warning.code for warning in scan.warnings] == ["nothing_found"]


def test_a_cover_sheet_of_another_dossier_is_told_and_accepts_no_split(
    paper_office: PaperOffice, sample_stack: DemoStack
) -> None:
    dossier = paper_office.dossier()
    cover = one_page(sample_stack, 0)
    job = paper_office.receive(dossier, ("bia.pdf", cover), ("don.pdf", paper_pdf()))
    paper_office.work()
    with paper_office.catalogue.reading() as tx:
        scan = tx.scans.load(job.subject)
    assert sample_stack.dossier != dossier.code
    assert scan.state is ScanState.READ
    told = {warning.code: warning.page for warning in scan.warnings}
    assert told["cover_of_other_dossier"] == 0
    assert "part_missing" in told
    assert told["not_pdfa"] == 1  # what came up when the archive file was written
    assert scan.reading is not None
    sidecar = json.loads(paper_office.objects.kept[scan.reading])
    assert {warning["code"] for warning in sidecar["warnings"]} == told.keys()


def test_a_stack_without_one_good_file_is_quarantined_with_its_reason(
    paper_office: PaperOffice,
) -> None:
    job = paper_office.receive(paper_office.dossier(), ("hong.pdf", b"%PDF-1.7\n%%EOF"))
    paper_office.work()
    ended = paper_office.job(job.id)
    assert (ended.state, ended.error) == (JobState.FAILED, "unreadable_scan")
    with paper_office.catalogue.reading() as tx:
        scan = tx.scans.load(job.subject)
    assert (scan.state, scan.problem) == (ScanState.QUARANTINED, "unreadable_scan")


def test_reading_twice_leaves_one_reading(
    paper_office: PaperOffice, sample_stack: DemoStack
) -> None:
    dossier = paper_office.dossier()
    job = paper_office.receive(dossier, ("cccd.pdf", one_page(sample_stack, 4)))
    paper_office.work()
    with paper_office.catalogue.transaction() as tx:
        again = tx.jobs.enqueue("read", job.subject, agency=dossier.agency, by=CLERK)
    paper_office.work()
    assert paper_office.job(again.id).state is JobState.DONE
    with paper_office.catalogue.reading() as tx:
        assert len(tx.documents.of_dossier(dossier.id)) == 1


def test_an_accepted_paper_is_signed_confirmed_and_stored(
    paper_office: PaperOffice, sample_stack: DemoStack
) -> None:
    dossier = paper_office.dossier()
    paper_office.receive(dossier, ("cccd.pdf", one_page(sample_stack, 4)))
    paper_office.work()
    (filed,) = paper_office.splitting.accept(dossier.code, None, CLERK)
    paper_office.work()
    present = paper_office.document(filed.id)
    assert present.state is State.FILED
    done = paper_office.confirming.change_fields(
        filed.id, {"ho_ten": "Phạm Thúy Yến"}, confirm=True, row=present.row, actor=CLERK
    )
    assert done.state is State.STORED
    assert done.code == "H38.01_CCCD_000001_V1"
    with paper_office.catalogue.reading() as tx:
        files = {f.representation: f for f in tx.documents.files(done.id, done.version)}
        name = tx.documents.fields(done.id)["ho_ten"]
        decided = [c.decision for c in tx.dossiers.components(dossier.id) if c.type == "CCCD"]
        judged = tx.documents.verdict(done.id)
    archive = paper_office.objects.kept[files[Representation.ARCHIVE].sha256]
    signed = paper_office.objects.kept[files[Representation.SIGNED].sha256]
    assert signed.startswith(archive)
    assert (name.value, name.confirmed_by) == ("Phạm Thúy Yến", CLERK.id)
    assert decided == [Decision.SCANNED]
    assert judged is not None
    assert judged[0].conclusion == "valid"


def test_confirming_before_the_signature_is_there_stores_when_it_comes(
    paper_office: PaperOffice, sample_stack: DemoStack
) -> None:
    dossier = paper_office.dossier()
    paper_office.receive(dossier, ("cccd.pdf", one_page(sample_stack, 4)))
    paper_office.work()
    (filed,) = paper_office.splitting.accept(dossier.code, None, CLERK)
    early = paper_office.confirming.change_fields(
        filed.id, {}, confirm=True, row=filed.row, actor=CLERK
    )
    assert early.state is State.CONFIRMED
    paper_office.work()
    assert paper_office.document(filed.id).state is State.STORED


def test_a_paper_that_arrives_signed_is_judged_and_never_rewritten(
    paper_office: PaperOffice, pki: Pki
) -> None:
    dossier = paper_office.dossier()
    arrived = signed_by(pki.leader, paper_pdf())
    paper_office.receive(dossier, ("da-ky.pdf", arrived))
    paper_office.work()
    (filed,) = paper_office.splitting.accept(dossier.code, None, CLERK)
    paper_office.work()
    with paper_office.catalogue.reading() as tx:
        files = tx.documents.files(filed.id, filed.version)
        judged = tx.documents.verdict(filed.id)
        tasks = tx.tasks.of_document(filed.id)
    assert [file.representation for file in files] == [Representation.ORIGINAL]
    assert paper_office.objects.kept[files[0].sha256] == arrived
    assert judged is not None
    assert judged[0].conclusion == "valid"
    assert tasks == ()


def test_a_pulled_token_fails_the_digitisers_task_and_harms_no_paper(
    paper_office: PaperOffice, sample_stack: DemoStack
) -> None:
    dossier = paper_office.dossier()
    paper_office.receive(dossier, ("cccd.pdf", one_page(sample_stack, 4)))
    paper_office.work()
    (filed,) = paper_office.splitting.accept(dossier.code, None, CLERK)
    del paper_office.keys.identities["so-hoa"]
    paper_office.work()
    with paper_office.catalogue.reading() as tx:
        (task,) = tx.tasks.of_document(filed.id)
    assert (task.state, task.reason) == (TaskState.FAILED, "key_unavailable")
    assert paper_office.document(filed.id).state is State.FILED
