"""No update that attacks is taken for harmless, whoever wrote the file and whatever is permitted.

Each forgery is laid on a file with turned and shifted pages and objects packed into streams, and
on one whose signer permitted everything that can be permitted (DocMDP P=3).
"""

from collections.abc import Callable
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
_ALL: Final = MappingProxyType({**PAGES, **NOTES, **CATALOG, **FORMS, **STRUCTURE})
# What a writer did to a paper before it is attacked.
_WRITERS: Final = MappingProxyType[str, Callable[[Pki], bytes]](
    {
        "packed": lambda pki: certified_by(
            pki.curve, rich_pdf(rotate=90, shift=50, streams=True), box=_BOX
        ),
        "permitted": lambda pki: certified_by(pki.leader, rich_pdf(), MDPPerm.ANNOTATE, box=_BOX),
    }
)


@pytest.fixture(scope="module", params=_WRITERS.values(), ids=_WRITERS.keys())
def signed(request: pytest.FixtureRequest, pki: Pki) -> bytes:
    pdf: bytes = request.param(pki)
    return pdf


def test_before_it_is_attacked_the_paper_is_valid(pki: Pki, signed: bytes) -> None:
    assert judged(pki, signed).conclusion is Conclusion.VALID


@pytest.mark.parametrize("edit", _ALL.values(), ids=_ALL.keys())
def test_a_forged_update_is_caught(pki: Pki, signed: bytes, edit: Edit) -> None:
    verdict = judged(pki, updated(signed, edit))
    assert verdict.conclusion is Conclusion.INVALID, codes(verdict)


@pytest.mark.parametrize("forge", XREFS.values(), ids=XREFS.keys())
def test_cross_references_that_say_two_things_are_caught(pki: Pki, forge: Forge) -> None:
    for signed in (signed_by(pki.leader, paper_pdf()), certified_by(pki.leader, rich_pdf())):
        assert judged(pki, signed).conclusion is Conclusion.VALID
        said = judged(pki, forge(signed))
        assert said.conclusion in {Conclusion.INVALID, Conclusion.UNREADABLE}, codes(said)
