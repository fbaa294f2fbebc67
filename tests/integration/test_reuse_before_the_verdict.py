"""A paper that arrived signed is not called valid before anybody has judged it."""

from sohoa.clock import utc_now
from storage.records import State
from tests.fakes.receipts import PlainReceipts
from tests.support.paper_office import CLERK, PaperOffice
from tests.support.pki import Pki
from tests.support.signed_pdfs import paper_pdf, signed_by
from workers.reusing import Reusing, Status


def test_an_arrived_signature_is_judged_before_its_paper_is_reused(
    paper_office: PaperOffice, pki: Pki
) -> None:
    reusing = Reusing(paper_office.catalogue, PlainReceipts(), utc_now)

    def found() -> list[Status]:
        items = reusing.look_up("cccd", "001203000123", type_code=None, on=None, actor=CLERK)
        return [item.status for item in items]

    dossier = paper_office.dossier()
    job = paper_office.receive(dossier, ("da-ky.pdf", signed_by(pki.leader, paper_pdf())))
    paper_office.runner.run(job.id)
    (filed,) = paper_office.splitting.accept(dossier.code, None, CLERK)
    stored = paper_office.confirming.change_fields(
        filed.id, {}, confirm=True, row=filed.row, actor=CLERK
    )
    assert stored.state is State.STORED
    assert found() == []
    paper_office.work()
    assert found() == [Status.VALID]
