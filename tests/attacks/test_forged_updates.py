"""No update that attacks is taken for harmless, whoever wrote the file and whatever is permitted.

Papers are of two writers: one with turned and shifted pages and objects packed into streams, and
one whose signer permitted everything that can be permitted (DocMDP P=3). A forgery of what can be
permitted at all, notes and forms, is laid on the second, and on the first in every third case; no
permission reaches the others, and the writers take turns.
"""

from collections import Counter
from collections.abc import Callable
from itertools import cycle
from types import MappingProxyType
from typing import Final

import pytest
from pyhanko.sign.fields import MDPPerm

from signing.verdict import Conclusion
from tests.attacks.forgeries_catalog import CATALOG
from tests.attacks.forgeries_forms import FORMS, STRUCTURE
from tests.attacks.forgeries_notes import NOTES
from tests.attacks.forgeries_pages import PAGES
from tests.attacks.forgeries_xref import XREFS, Forge
from tests.attacks.updates import Edit, updated
from tests.support.pki import Pki
from tests.support.rich_pdfs import rich_pdf
from tests.support.signed_pdfs import certified_by, codes, judged, paper_pdf, signed_by

_BOX: Final = (320, 40, 390, 80)
# What a writer did to a paper before it is attacked.
_WRITERS: Final = MappingProxyType[str, Callable[[Pki], bytes]](
    {
        "packed": lambda pki: certified_by(
            pki.curve, rich_pdf(rotate=90, shift=50, streams=True), box=_BOX
        ),
        "permitted": lambda pki: certified_by(pki.leader, rich_pdf(), MDPPerm.ANNOTATE, box=_BOX),
    }
)


_PERMISSIBLE: Final = MappingProxyType({**NOTES, **FORMS})
_BEYOND: Final = MappingProxyType({**PAGES, **CATALOG, **STRUCTURE})
_CASES: Final = (
    *(("permitted", name, edit) for name, edit in _PERMISSIBLE.items()),
    *(("packed", name, edit) for name, edit in tuple(_PERMISSIBLE.items())[::3]),
    *(
        (writer, name, edit)
        for writer, (name, edit) in zip(cycle(_WRITERS), _BEYOND.items(), strict=False)
    ),
)


@pytest.fixture(scope="module")
def signed(pki: Pki) -> dict[str, bytes]:
    return {name: write(pki) for name, write in _WRITERS.items()}


@pytest.fixture(scope="module")
def papers(pki: Pki) -> tuple[bytes, bytes]:
    return signed_by(pki.leader, paper_pdf()), certified_by(pki.leader, rich_pdf())


def test_before_they_are_attacked_all_papers_are_valid(
    pki: Pki, signed: dict[str, bytes], papers: tuple[bytes, bytes]
) -> None:
    for pdf in (*signed.values(), *papers):
        assert judged(pki, pdf).conclusion is Conclusion.VALID


def test_every_forgery_is_tried_and_every_writer_often() -> None:
    assert {name for _, name, _ in _CASES} == {*_PERMISSIBLE, *_BEYOND}
    assert min(Counter(writer for writer, _, _ in _CASES).values()) > 50


@pytest.mark.parametrize(
    ("writer", "edit"),
    [(writer, edit) for writer, _, edit in _CASES],
    ids=[f"{writer}-{name}" for writer, name, _ in _CASES],
)
def test_a_forged_update_is_caught(
    pki: Pki, signed: dict[str, bytes], writer: str, edit: Edit
) -> None:
    verdict = judged(pki, updated(signed[writer], edit))
    assert verdict.conclusion is Conclusion.INVALID, codes(verdict)


@pytest.mark.parametrize("forge", XREFS.values(), ids=XREFS.keys())
def test_cross_references_that_say_two_things_are_caught(
    pki: Pki, papers: tuple[bytes, bytes], forge: Forge
) -> None:
    for pdf in papers:
        said = judged(pki, forge(pdf))
        assert said.conclusion in {Conclusion.INVALID, Conclusion.UNREADABLE}, codes(said)
