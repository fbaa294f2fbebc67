"""A verdict as the JSON object that the command line and the API give (names are a contract)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from signing.reasons import SENTENCES
from signing.verdict import FileVerdict, Reason, SignatureVerdict

_STORE: Final = "trusted_"


def to_json(
    name: str, verdict: FileVerdict, sentences: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the object for one file.

    `sentences` maps reason codes to the reader's language; where a code has none, and without
    the mapping, the English message stands.
    """
    return {
        "file": name,
        "sha256": verdict.sha256,
        "conclusion": verdict.conclusion.value,
        "structure": verdict.structure.value,
        "findings": [_reason(finding, sentences) for finding in verdict.findings],
        "signatures": [_signature(one, sentences) for one in verdict.signatures],
        "policy": (
            {"id": verdict.policy.identifier, "version": verdict.policy.version}
            if verdict.policy
            else None
        ),
        "checked_at": _time(verdict.checked_at),
    }


def _signature(verdict: SignatureVerdict, sentences: Mapping[str, str] | None) -> dict[str, Any]:
    return {
        "field": verdict.field,
        "kind": verdict.kind.value,
        "signer": verdict.signer,
        "issuer": verdict.issuer,
        "serial": verdict.serial,
        "integrity": verdict.integrity.value,
        "coverage": verdict.coverage.value,
        "changes": verdict.changes.value,
        "indication": verdict.indication.value,
        "subindication": verdict.subindication,
        "trust": verdict.trust.value,
        "revocation": verdict.revocation.value,
        "level": verdict.level.value,
        "time": _time(verdict.time),
        "time_source": verdict.time_source.value if verdict.time_source else None,
        "reasons": [_reason(why, sentences) for why in verdict.reasons],
        "organisation": verdict.organisation,
        "issuer_organisation": verdict.issuer_organisation,
        "valid_from": _time(verdict.valid_from),
        "valid_to": _time(verdict.valid_to),
        "trust_store": _store(verdict),
    }


def _store(verdict: SignatureVerdict) -> str | None:
    """Name the store whose root vouches for the signer; it stands among the reasons."""
    found = (
        why.code.removeprefix(_STORE) for why in verdict.reasons if why.code.startswith(_STORE)
    )
    return next(found, None)


def _reason(why: Reason, sentences: Mapping[str, str] | None) -> dict[str, str]:
    return {"code": why.code, "message": _message(why, sentences)}


def _message(why: Reason, sentences: Mapping[str, str] | None) -> str:
    """Put the sentence in the reader's language before the detail, which has none."""
    if not sentences or why.code not in sentences:
        return why.message
    return sentences[why.code] + detail_of(why)


def detail_of(why: Reason) -> str:
    """Return what stands after the sentence, with its brackets.

    A verdict that was kept may have the sentence as it was worded then.
    """
    told = SENTENCES.get(why.code, why.message)
    if why.message.startswith(told):
        return why.message.removeprefix(told)
    _, bracket, rest = why.message.partition(" (")
    return bracket + rest


def _time(value: datetime | None) -> str | None:
    """RFC 3339, with Z for UTC."""
    return value.isoformat().replace("+00:00", "Z") if value else None
