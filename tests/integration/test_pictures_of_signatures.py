"""An issued decision shows the leader's handwriting in blue and the agency's seal in red."""

from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np

from sohoa.samples.fonts import find_family
from sohoa.samples.signature_images import write_handwriting, write_seal
from sohoa.samples.stack import DemoStack
from storage.records import Representation
from tests.support.paper_office import AGENCY, LEADER, RECORDS, PaperOffice
from tests.support.turned_pages import Pixels, ink, seen


def _signed(office: PaperOffice, document: str) -> bytes:
    with office.catalogue.reading() as tx:
        files = {f.representation: f.sha256 for f in tx.documents.files(document, 1)}
    return office.objects.kept[files.get(Representation.SIGNED, files[Representation.ARCHIVE])]


def _picture(office: PaperOffice, holder: str, profile: str, image: bytes) -> None:
    """Register the holder's key once more, with a picture, before the one without."""
    with office.catalogue.transaction() as tx:
        key = tx.keys.for_holder(holder, profile, agency=AGENCY)
        tx.keys.add(replace(key, name=f"a-{key.name}", image=image), RECORDS)
    office.keys.identities[f"a-{key.name}"] = office.keys.identities[key.name]


def _colour(before: Pixels, after: Pixels) -> int:
    """Return the strongest channel of what was drawn: 0 red, 2 blue."""
    drawn = np.abs(before - after).max(axis=2) > 60
    return int(after[drawn].mean(axis=0).argmax())


def test_it_shows_the_pictures_that_were_registered_with_the_keys(
    paper_office: PaperOffice, sample_stack: DemoStack, tmp_path: Path
) -> None:
    rng = Random(7)  # noqa: S311 - an invented hand
    hand = write_handwriting(tmp_path / "hand.png", rng).read_bytes()
    seal = write_seal(tmp_path / "seal.png", "Ủy ban nhân dân xã", find_family(), rng).read_bytes()
    _picture(paper_office, LEADER.id, "leader", hand)
    _picture(paper_office, AGENCY, "agency", seal)
    result = paper_office.numbered(sample_stack.decision.read_bytes())
    draft = seen(_signed(paper_office, result.id))
    paper_office.approve(paper_office.ask(result, LEADER.id, "leader"), LEADER)
    paper_office.work()
    led = seen(_signed(paper_office, result.id))
    paper_office.approve(paper_office.ask(result, AGENCY, "agency"), RECORDS)
    paper_office.work()
    sealed = seen(_signed(paper_office, result.id))
    assert (_colour(draft, led), _colour(led, sealed)) == (2, 0)
    blue, red = ink(draft, led), ink(led, sealed)
    assert red[0] < blue[0] < red[2] < blue[2]
