"""A verdict as an ETSI TS 119 102-2 validation report (v1.2.1), for other validators to read.

One SignatureValidationReport a signature or document timestamp, in the file's order. XML has no
word for the file: a signature that holds in a file that is not sound is told as failed, since no
reader of the report may take it for good. Evidence is named by its digest, not repeated.
"""

import base64
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from signing.evidence_piece import Piece, PieceKind
from signing.reports import etsi_names as names
from signing.reports.etsi_constraints import add_constraints
from signing.reports.etsi_names import DS, VR, XADES, xml_text
from signing.verdict import (
    Conclusion,
    FileVerdict,
    Indication,
    Kind,
    SignatureVerdict,
    Structure,
    TimeSource,
)

_INDICATIONS = {
    Indication.PASSED: names.TOTAL_PASSED,
    Indication.FAILED: names.TOTAL_FAILED,
    Indication.INDETERMINATE: names.INDETERMINATE,
}
_DOCUMENT = "document"


def etsi_report(verdict: FileVerdict, evidence: Iterable[Piece] = ()) -> bytes:
    """Return the report as XML in UTF-8. It is not signed."""
    for prefix, uri in (("vr", VR), ("XAdES", XADES), ("ds", DS)):
        register_namespace(prefix, uri)
    pieces = tuple(evidence)
    root = Element(f"{{{VR}}}ValidationReport")
    for number, one in enumerate(verdict.signatures, 1):
        _signature(root, number, one, verdict, pieces)
    if not verdict.signatures:
        _nothing_signed(root, verdict)
    if verdict.sha256 or pieces:
        _objects(root, verdict, pieces)
    indent(root)
    report: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return report


def _signature(
    root: Element,
    number: int,
    one: SignatureVerdict,
    verdict: FileVerdict,
    pieces: Sequence[Piece],
) -> None:
    report = _add(root, "SignatureValidationReport")
    identifier = _add(report, "SignatureIdentifier", id=f"signature-{number}")
    _add(identifier, "HashOnly", "false")
    _add(identifier, "DocHashOnly", "false")
    _add(identifier, "DAIdentifier", one.field)
    add_constraints(report, one, verdict)
    own = [piece for piece in pieces if piece.signature == one.field]
    if verdict.checked_at is not None:
        _times(report, one, verdict.checked_at, own)
    if verdict.sha256:
        _signed_document(report, verdict.sha256)
    if one.time is not None:
        _attributes(report, one, one.time)
    signer = next((p for p in own if p.kind is PieceKind.CERTIFICATE), None)
    if signer is not None:  # the first certificate of a signature is its signer's
        information = _add(report, "SignerInformation")
        _add(information, "SignerCertificate", VOReference=_id_of(signer))
        _add(information, "Signer", one.signer or signer.about)
    process = _add(report, "SignatureValidationProcess")
    _add(process, "SignatureValidationProcessID", names.PROCESS)
    _status(report, *_indication(one, verdict))


def _indication(one: SignatureVerdict, verdict: FileVerdict) -> tuple[str, str | None]:
    if one.indication is Indication.PASSED and verdict.structure is not Structure.SOUND:
        return names.TOTAL_FAILED, "FORMAT_FAILURE"
    return _INDICATIONS[one.indication], one.subindication


def _nothing_signed(root: Element, verdict: FileVerdict) -> None:
    report = _add(root, "SignatureValidationReport")
    add_constraints(report, None, verdict)
    if verdict.sha256:
        _signed_document(report, verdict.sha256)
    if verdict.conclusion is Conclusion.UNSIGNED:
        _status(report, names.NO_SIGNATURE, None)
    elif verdict.conclusion is Conclusion.INVALID:
        _status(report, names.TOTAL_FAILED, "FORMAT_FAILURE")
    else:
        _status(report, names.INDETERMINATE, "GENERIC")


def _status(report: Element, indication: str, subindication: str | None) -> None:
    status = _add(report, "SignatureValidationStatus")
    _add(status, "MainIndication", indication)
    if subindication:
        _add(status, "SubIndication", names.subindication(subindication))


def _times(
    report: Element, one: SignatureVerdict, checked_at: datetime, own: Sequence[Piece]
) -> None:
    """Tell the best signature time: a proven one, else that of the check (EN 319 102-1 5.2.2)."""
    info = _add(report, "ValidationTimeInfo")
    _add(info, "ValidationTime", _instant(checked_at))
    best = _add(info, "BestSignatureTime")
    proven = one.time_source is TimeSource.TIMESTAMP and one.time is not None
    _add(best, "POETime", _instant(one.time if proven and one.time else checked_at))
    _add(best, "TypeOfProof", names.PROVEN_HERE)
    token = next((p for p in own if p.kind is PieceKind.TIMESTAMP), None)
    if proven and token is not None:
        _add(best, "POEObject", VOReference=_id_of(token))


def _signed_document(report: Element, sha256: str) -> None:
    document = _add(report, "SignersDocument")
    _digest(document, sha256)
    _add(document, "SignersDocumentRef", VOReference=_DOCUMENT)


def _attributes(report: Element, one: SignatureVerdict, time: datetime) -> None:
    attributes = _add(report, "SignatureAttributes")
    if one.time_source is TimeSource.CLAIMED and one.kind is Kind.SIGNATURE:
        _add(_add(attributes, "SigningTime", Signed="true"), "Time", _instant(time))
        return
    name = "DocTimeStamp" if one.kind is Kind.TIMESTAMP else "SignatureTimeStamp"
    stamp = _add(attributes, name, Signed="false")
    _add(stamp, "TimeStampValue", _instant(time))


def _objects(root: Element, verdict: FileVerdict, pieces: Iterable[Piece]) -> None:
    objects = _add(root, "SignatureValidationObjects")
    if verdict.sha256:
        _object(objects, _DOCUMENT, names.OBJECTS["pdf"], verdict.sha256)
    for piece in {piece.sha256: piece for piece in pieces}.values():
        _object(objects, _id_of(piece), names.OBJECTS[piece.kind.value], piece.sha256)


def _object(objects: Element, identifier: str, kind: str, sha256: str) -> None:
    held = _add(objects, "ValidationObject", id=identifier)
    _add(held, "ObjectType", kind)
    _digest(_add(held, "ValidationObjectRepresentation"), sha256)


def _digest(parent: Element, sha256: str) -> None:
    digest = _add(parent, "DigestAlgAndValue")
    SubElement(digest, f"{{{DS}}}DigestMethod", Algorithm=names.SHA256)
    value = SubElement(digest, f"{{{DS}}}DigestValue")
    value.text = base64.b64encode(bytes.fromhex(sha256)).decode("ascii")


def _id_of(piece: Piece) -> str:
    return f"{piece.kind.value}-{piece.sha256}"


def _instant(time: datetime) -> str:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    child = SubElement(parent, f"{{{VR}}}{name}", attributes)
    if text is not None:
        child.text = xml_text(text)
    return child
