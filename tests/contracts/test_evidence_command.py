"""`sohoa evidence`: list, take out and remove what verdicts rested on, from a shell."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from signing.evidence_piece import PieceKind, piece_of
from sohoa.__main__ import application
from sohoa.surroundings import Surroundings
from storage.catalogue import Catalogue
from storage.objects import digest
from storage.records import State
from tests.support.catalogues import SetClock
from tests.support.papers import add_document, add_scan, open_dossier

LEAF = piece_of(PieceKind.CERTIFICATE, b"leaf", "KyLanhDao", "Nguyễn Thị {Thủy} Hường")


@pytest.fixture
def document(catalogue: Catalogue, clock: SetClock) -> str:
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
        made = add_document(tx, dossier, add_scan(tx, dossier), state=State.STORED)
        tx.evidence.keep(made.id, 1, file=digest(b"signed"), pieces=(LEAF,), at=clock())
    return made.id


# One database: a command leaves its connections to the end of its process, which is here ours.
@pytest.mark.parametrize("office_url", ["sqlite"], indirect=True)
def test_listed_and_removed_with_a_trace_of_both(
    catalogue: Catalogue, office_url: str, document: str, tmp_path: Path
) -> None:
    def run(*words: str) -> Result:
        around = {
            "SOHOA_CATALOGUE_URL": office_url,
            "SOHOA_DATA": str(tmp_path),
            "SOHOA_S3_URL": "http://127.0.0.1:9",
            "SOHOA_LANGUAGE": "vi",
        }
        app = application(("evidence",))
        return CliRunner().invoke(app, ["evidence", *words], obj=Surroundings(env=around))

    listed = run("list", document, "--json")
    assert listed.exit_code == 0, listed.output
    told = json.loads(listed.stdout)
    assert (told["sha256"], told["kind"], told["about"]) == (LEAF.sha256, "cer", LEAF.about)
    assert LEAF.about in run("list", document).stdout
    out = tmp_path / "chung-cu.zip"
    unreachable = run("export", document, "-o", str(out))
    assert unreachable.exit_code == 3
    assert list(tmp_path.glob("chung-cu*")) == []
    assert run("remove", document).exit_code == 2
    assert run("remove", "doc_none", "--reason", "x").exit_code == 1
    removed = run("remove", document, "--reason", "Hết thời hạn lưu", "--json")
    assert json.loads(removed.stdout)["removed"] == 1
    assert run("list", document, "--json").stdout == ""
    with catalogue.reading() as tx:
        events = tx.events.of_subject(document)
    removal = next(event for event in events if event.act == "evidence.removed")
    assert removal.data["reason"] == "Hết thời hạn lưu"
    assert any(e.act == "document.viewed" and e.data["form"] == "evidence" for e in events)
