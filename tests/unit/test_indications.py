"""Sub-indications are those of EN 319 102-1, each of its own indication."""

import ast
from pathlib import Path

import signing
from signing.outcome import INDICATIONS, objection, ruling
from signing.verdict import Indication

_ROOM = Path(signing.__file__).parent


def given() -> set[str]:
    """Return the sub-indications that stand as constants in the room's code."""
    constants = {
        node.value
        for path in _ROOM.rglob("*.py")
        if path.name != "outcome.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {one for one in constants if one.isupper() and one.endswith(("FAILURE", "_POE"))}


def test_the_room_gives_only_sub_indications_of_the_standard() -> None:
    assert {"HASH_FAILURE", "REVOKED_NO_POE", "TIMESTAMP_ORDER_FAILURE"} <= given()
    assert given() - set(INDICATIONS) == set()


def test_only_what_no_later_proof_can_mend_is_failed() -> None:
    failed = {name for name, what in INDICATIONS.items() if what is Indication.FAILED}
    assert failed == {
        *("FORMAT_FAILURE", "HASH_FAILURE", "SIG_CRYPTO_FAILURE"),
        *("REVOKED", "EXPIRED", "NOT_YET_VALID"),
    }


def test_a_failure_rules_before_a_doubt_and_the_first_before_the_next() -> None:
    doubts = [objection("no_path", "NO_CERTIFICATE_CHAIN_FOUND"), objection("key_usage", "NO_POE")]
    assert ruling([]) == (Indication.PASSED, None)
    assert ruling(doubts) == (Indication.INDETERMINATE, "NO_CERTIFICATE_CHAIN_FOUND")
    failed = objection("certificate_revoked", "REVOKED")
    assert ruling([*doubts, failed]) == (Indication.FAILED, "REVOKED")
