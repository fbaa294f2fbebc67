"""Which constraints a verdict applied and how each ended (ETSI TS 119 102-2 clause 4.3.5)."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from signing.reports import etsi_names as names
from signing.reports.etsi_names import VR, XADES, xml_text
from signing.verdict import (
    Changes,
    Coverage,
    FileVerdict,
    Indication,
    Integrity,
    Revocation,
    SignatureVerdict,
    Structure,
    Trust,
)

_POLICY = "urn:sohoa:policy"
_CONSTRAINT = "urn:sohoa:constraint"
_ENDS = {
    Indication.PASSED: names.PASSED,
    Indication.FAILED: names.FAILED,
    Indication.INDETERMINATE: names.INDETERMINATE,
}


def add_constraints(report: Element, one: SignatureVerdict | None, verdict: FileVerdict) -> None:
    """Add the policy that was applied and, for a signature, each constraint with its end."""
    evaluation = _add(report, "ValidationConstraintsEvaluationReport")
    if verdict.policy is not None:
        policy = _add(evaluation, "SignatureValidationPolicy")
        identifier = _add(policy, "SignaturePolicyIdentifier")
        SubElement(identifier, f"{{{XADES}}}SignaturePolicyImplied")
        called = f"{verdict.policy.identifier}:{verdict.policy.version}"
        _add(policy, "PolicyName", called)
        _add(policy, "FormalPolicyURI", f"{_POLICY}:{called}")
    for name, end in _constraints(one, verdict):
        constraint = _add(evaluation, "ValidationConstraint")
        _add(constraint, "ValidationConstraintIdentifier", f"{_CONSTRAINT}:{name}")
        _add(_add(constraint, "ConstraintStatus"), "Status", names.APPLIED)
        _add(_add(constraint, "ValidationStatus"), "MainIndication", _ENDS[end])


def _constraints(
    one: SignatureVerdict | None, verdict: FileVerdict
) -> Iterator[tuple[str, Indication]]:
    yield "structure", _hold(verdict.structure is Structure.SOUND)
    if one is None:
        return
    yield "integrity", _hold(one.integrity is Integrity.INTACT)
    if one.integrity is Integrity.BROKEN:
        return  # nothing in it is believed, so nothing else was asked
    yield "coverage", _hold(one.coverage is not Coverage.PARTIAL)
    yield "changes", _hold(one.changes is not Changes.FORBIDDEN)
    yield "trust", _known(good=one.trust is Trust.TRUSTED, bad=False)
    yield (
        "revocation",
        _known(good=one.revocation is Revocation.GOOD, bad=one.revocation is Revocation.REVOKED),
    )


def _hold(good: bool) -> Indication:  # noqa: FBT001 - its one meaning
    return Indication.PASSED if good else Indication.FAILED


def _known(*, good: bool, bad: bool) -> Indication:
    if bad:
        return Indication.FAILED
    return Indication.PASSED if good else Indication.INDETERMINATE


def _add(parent: Element, name: str, text: str | None = None) -> Element:
    child = SubElement(parent, f"{{{VR}}}{name}")
    if text is not None:
        child.text = xml_text(text)
    return child
