"""The ETSI validation report: the standard's elements in its order, and never better than true."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signing.evidence_piece import Piece, PieceKind
from signing.reports.etsi_report import etsi_report
from signing.verdict import Conclusion, FileVerdict, Indication, Kind, Structure, TimeSource
from tests.unit.test_reports import HOSTILE, SIGNATURE, TOKEN, VALID

VR = "{http://uri.etsi.org/19102/v1.2.1#}"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
DS = "{http://www.w3.org/2000/09/xmldsig#}"
# ETSI TS 119 102-2, XML schema: what may stand in each element, in this order.
ORDER = {
    "ValidationReport": ["SignatureValidationReport", "SignatureValidationObjects"],
    "SignatureValidationReport": [
        *("SignatureIdentifier", "ValidationConstraintsEvaluationReport", "ValidationTimeInfo"),
        *("SignersDocument", "SignatureAttributes", "SignerInformation"),
        *("SignatureValidationProcess", "SignatureValidationStatus"),
    ],
    "SignatureIdentifier": ["HashOnly", "DocHashOnly", "DAIdentifier"],
    "ValidationConstraintsEvaluationReport": ["SignatureValidationPolicy", "ValidationConstraint"],
    "SignatureValidationPolicy": [
        *("SignaturePolicyIdentifier", "PolicyName", "FormalPolicyURI"),
    ],
    "ValidationConstraint": [
        *("ValidationConstraintIdentifier", "ConstraintStatus", "ValidationStatus"),
    ],
    "ValidationTimeInfo": ["ValidationTime", "BestSignatureTime"],
    "BestSignatureTime": ["POETime", "TypeOfProof", "POEObject"],
    "SignersDocument": ["DigestAlgAndValue", "SignersDocumentRef"],
    "SignerInformation": ["SignerCertificate", "Signer"],
    "SignatureValidationStatus": ["MainIndication", "SubIndication"],
    "ValidationStatus": ["MainIndication", "SubIndication"],
    "SignatureValidationObjects": ["ValidationObject"],
    "ValidationObject": ["ObjectType", "ValidationObjectRepresentation"],
    "ValidationObjectRepresentation": ["DigestAlgAndValue"],
    "SigningTime": ["Time"],
    "SignatureTimeStamp": ["TimeStampValue"],
    "DocTimeStamp": ["TimeStampValue"],
    "ConstraintStatus": ["Status"],
    "SignatureValidationProcess": ["SignatureValidationProcessID"],
    "SignatureAttributes": ["SigningTime", "SignatureTimeStamp", "DocTimeStamp"],
}
CERTIFICATE = Piece(
    kind=PieceKind.CERTIFICATE, sha256="0a" * 32, size=9, signature="KyLanhDao", about="Người ký"
)


def parsed(verdict: FileVerdict, pieces: tuple[Piece, ...] = (CERTIFICATE, TOKEN)) -> ET.Element:
    return ET.fromstring(etsi_report(verdict, pieces))  # noqa: S314 - our own


def indications(root: ET.Element) -> list[str]:
    found = root.iterfind(f"{VR}SignatureValidationReport/{VR}SignatureValidationStatus")
    return [(one.findtext(f"{VR}MainIndication") or "").rpartition(":")[2] for one in found]


@pytest.mark.parametrize(
    "verdict",
    [
        VALID,
        replace(VALID, signatures=(SIGNATURE, replace(SIGNATURE, kind=Kind.TIMESTAMP))),
        replace(VALID, signatures=(replace(SIGNATURE, time_source=TimeSource.CLAIMED),)),
        replace(VALID, signatures=(), conclusion=Conclusion.UNSIGNED),
        FileVerdict(sha256=None, conclusion=Conclusion.UNREADABLE, structure=Structure.MALFORMED),
    ],
)
def test_elements_stand_in_the_order_of_the_schema(verdict: FileVerdict) -> None:
    root = parsed(verdict)
    assert root.tag == f"{VR}ValidationReport"
    for element in root.iter():
        names = [child.tag for child in element]
        if not names or not element.tag.startswith(VR):
            continue
        allowed = ORDER.get(element.tag.removeprefix(VR))
        if allowed is None:
            assert {name.partition("}")[0] + "}" for name in names} <= {XADES, DS}
            continue
        places = [allowed.index(name.removeprefix(VR)) for name in names]
        assert places == sorted(places)


def test_every_reference_leads_to_an_object_of_the_report() -> None:
    root = parsed(VALID)
    objects = {one.get("id") for one in root.iter(f"{VR}ValidationObject")}
    references = {e.get("VOReference") for e in root.iter() if e.get("VOReference")}
    assert references
    assert references <= objects
    assert root.findtext(f".//{VR}Signer") == SIGNATURE.signer
    assert root.findtext(f".//{VR}PolicyName") == "sohoa-default:1"


@pytest.mark.parametrize(
    ("indication", "structure", "told"),
    [
        (Indication.PASSED, Structure.SOUND, "total-passed"),
        (Indication.FAILED, Structure.SOUND, "total-failed"),
        (Indication.INDETERMINATE, Structure.SOUND, "indeterminate"),
        (Indication.PASSED, Structure.ALTERED, "total-failed"),
        (Indication.PASSED, Structure.MALFORMED, "total-failed"),
    ],
)
def test_nothing_passes_in_a_file_that_is_not_sound(
    indication: Indication, structure: Structure, told: str
) -> None:
    one = replace(SIGNATURE, indication=indication)
    assert indications(parsed(replace(VALID, structure=structure, signatures=(one,)))) == [told]


def test_a_claimed_time_is_no_proof_of_the_best_signature_time() -> None:
    claimed = replace(SIGNATURE, time_source=TimeSource.CLAIMED, time=SIGNATURE.valid_from)
    for one, expected in ((claimed, VALID.checked_at), (SIGNATURE, SIGNATURE.time)):
        best = parsed(replace(VALID, signatures=(one,))).findtext(f".//{VR}POETime")
        assert expected is not None
        assert best == expected.isoformat().replace("+00:00", "Z")


@settings(max_examples=80, deadline=None)
@given(name=st.text(max_size=30))
def test_no_name_breaks_the_xml(name: str) -> None:
    one = replace(SIGNATURE, signer=name + HOSTILE, field=name)
    piece = replace(CERTIFICATE, about=name, signature=name)
    root = parsed(replace(VALID, signatures=(one,)), (piece,))
    assert str(root.findtext(f".//{VR}Signer")).endswith(HOSTILE)
