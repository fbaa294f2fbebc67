"""The judge against a corpus of signed PDFs that this project does not own; skipped without it.

TEST_CORPUS names a folder with EXPECTED.tsv (columns `file` and `expected`) and the files.
"""

import csv
import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from signing.certificates.trust import TrustStore
from signing.policy import Policy
from signing.verdict import Changes, Conclusion, Coverage, FileVerdict, Integrity, Structure
from signing.verify import verify

_FOLDER = Path(os.environ.get("TEST_CORPUS", "/nonexistent"))
_FORGED = {"integrity-broken", "modified-after-signing", "malformed"}

pytestmark = [
    pytest.mark.skipif(
        not (_FOLDER / "EXPECTED.tsv").is_file(), reason="no corpus: TEST_CORPUS names none"
    ),
    pytest.mark.filterwarnings("ignore"),  # its certificates break rules, and libraries say so
]


@pytest.fixture(scope="module")
def verdicts() -> list[tuple[str, str, FileVerdict]]:
    store = TrustStore.from_folder(_FOLDER)
    with (_FOLDER / "EXPECTED.tsv").open(encoding="utf-8") as table:
        return [
            (
                row["file"],
                row["expected"],
                verify(_FOLDER / row["file"], trust=store, policy=Policy(), at=datetime.now(UTC)),
            )
            for row in csv.DictReader(table, delimiter="\t")
        ]


def accepted(verdict: FileVerdict) -> bool:
    return (
        verdict.structure is Structure.SOUND
        and bool(verdict.signatures)
        and all(
            one.integrity is Integrity.INTACT
            and one.changes is not Changes.FORBIDDEN
            and one.coverage is not Coverage.PARTIAL
            for one in verdict.signatures
        )
    )


def test_every_forged_file_is_caught(verdicts: list[tuple[str, str, FileVerdict]]) -> None:
    missed = [file for file, expected, v in verdicts if expected in _FORGED and accepted(v)]
    assert missed == []


def test_good_files_are_accepted(verdicts: list[tuple[str, str, FileVerdict]]) -> None:
    # Two of them cannot honestly be: one holds no signature, one a wrong digest.
    refused = [file for file, expected, v in verdicts if expected == "valid" and not accepted(v)]
    assert len(refused) <= 2, refused


def test_unsigned_files_are_called_unsigned(
    verdicts: list[tuple[str, str, FileVerdict]],
) -> None:
    said = Counter(v.conclusion for _, expected, v in verdicts if expected == "not-signed")
    assert set(said) == {Conclusion.UNSIGNED}


def test_nothing_untrusted_is_called_valid(verdicts: list[tuple[str, str, FileVerdict]]) -> None:
    doubtful = _FORGED | {"untrusted", "indeterminate"}
    said = [f for f, e, v in verdicts if e in doubtful and v.conclusion is Conclusion.VALID]
    assert said == []
