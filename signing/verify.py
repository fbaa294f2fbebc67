"""The judge: a numbered algorithm from bytes to a verdict (EN 319 102-1, with PDF's own traps).

It reads no network and no clock; trust, policy and time come in as values. No PDF makes it raise.
It may take long and much memory on a hostile file: the caller confines it in a child process.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from pikepdf import PasswordError

from signing.certificates import evidence
from signing.certificates.existence import Existence
from signing.certificates.fetched import Fetched
from signing.certificates.proof import proven_times
from signing.certificates.questions import OpenQuestions
from signing.certificates.standing import Judge
from signing.certificates.stores import Stores
from signing.certificates.trust import TrustStore
from signing.examination import Examined, examined
from signing.gathered import Gathered
from signing.judgement import Case, broken, verdict_on
from signing.outcome import objection
from signing.policy import Policy
from signing.reasons import reason
from signing.revisions.history import History
from signing.revisions.pdf_objects import UNREADABLE
from signing.revisions.revision import SignatureField
from signing.verdict import (
    Changes,
    Conclusion,
    FileVerdict,
    Indication,
    Integrity,
    JudgedBy,
    Reason,
    SignatureVerdict,
    Structure,
)


def verify(
    pdf: bytes | Path,
    *,
    trust: TrustStore | None,
    policy: Policy,
    at: datetime,
    password: str | None = None,
    gathered: Gathered | None = None,
    fetched: Fetched | None = None,
    questions: OpenQuestions | None = None,
) -> FileVerdict:
    """Return the verdict on a whole file as seen at `at` (aware).

    Without `trust` nothing is trusted and the conclusion is at best indeterminate. `password`
    opens an encrypted file. `gathered` is filled with what the verdict rests on,
    `questions` with what it lacks; `fetched` are answers to such questions.
    """
    known, asked = fetched or Fetched(), questions or OpenQuestions()
    verdict = _judged(pdf, trust, policy, at, password, gathered or Gathered(), known, asked)
    under = JudgedBy(identifier=policy.identifier, version=policy.version)
    return replace(verdict, policy=under, checked_at=at)


def _judged(
    pdf: bytes | Path,
    trust: TrustStore | None,
    policy: Policy,
    at: datetime,
    password: str | None,
    gathered: Gathered,
    fetched: Fetched,
    questions: OpenQuestions,
) -> FileVerdict:
    # (1) The file can be read, and is one that this judge may hold in memory.
    data = _bytes_of(pdf, policy)
    if isinstance(data, Reason):
        return _unreadable(None, data)
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        history = History(data, password or "")
        signatures = history.shown.signatures
    except UNREADABLE as error:
        code = "encrypted" if isinstance(error, PasswordError) else "unreadable"
        return _unreadable(sha256, reason(code, type(error).__name__))
    # (2) The parser had to repair nothing: another program may repair it into another document.
    findings: list[Reason] = []
    damage = history.shown.damage
    if damage:
        findings.append(reason("damaged", damage))
    # (3) Signatures are what the parsed form says; none at all, or only empty ones, is unsigned.
    if not any(signature.contents.strip(b"\0") for signature in signatures):
        return _unsigned(sha256, history, signatures, findings)
    if len(signatures) > policy.most_signatures:
        return _unreadable(sha256, reason("too_many_signatures", str(len(signatures))))
    # (4) Each signature's range is sane, and its value is sound over exactly that range.
    stores = Stores(history)
    found = examined(history, signatures, stores.shown.ders, findings)
    # (5) Nothing follows the last revision but white space.
    sound = tuple(one.sound for one in found if one.sound)
    if not history.ends_properly and not any(history.is_last(s.range.end) for s in sound):
        findings.append(reason("trailing_bytes"))
    # (6) What came after each signed revision is something that its signatures permit.
    # (7) Certificates, revocation and time, each at the time that a trusted timestamp proves.
    judge = Judge(
        trust=trust,
        evidence=evidence.with_fetched(evidence.of_signatures(sound, stores.shown), fetched),
        policy=policy,
        now=at,
        existence=Existence(at),
        relied=gathered.relied,
        questions=questions,
        unreachable=fetched.unreachable,
    )
    gathered.of(found, fetched.excerpts)
    proven = proven_times(judge, sound, lambda end: stores.at(end).answer_ders)
    case = Case(history=history, judge=judge, proven=proven, stores=stores, sound=sound)
    verdicts = tuple(verdict_on(one, case) for one in found)
    # (8) One word for the file; the worst rules.
    structure = _structure(bool(damage), findings, verdicts)
    return FileVerdict(
        sha256=sha256,
        conclusion=_conclusion(structure, verdicts),
        structure=structure,
        findings=tuple(findings),
        signatures=verdicts,
    )


def _bytes_of(pdf: bytes | Path, policy: Policy) -> bytes | Reason:
    if isinstance(pdf, bytes):
        data = pdf
    else:
        try:
            if pdf.stat().st_size > policy.most_bytes:
                return reason("too_large", f"{pdf.stat().st_size} bytes")
            data = pdf.read_bytes()
        except OSError as error:
            return reason("file_unreadable", error.strerror or "")
    return reason("too_large", f"{len(data)} bytes") if len(data) > policy.most_bytes else data


def _unreadable(sha256: str | None, why: Reason) -> FileVerdict:
    return FileVerdict(
        sha256=sha256,
        conclusion=Conclusion.UNREADABLE,
        structure=Structure.MALFORMED,
        findings=(why,),
    )


def _unsigned(
    sha256: str, history: History, empty: Sequence[SignatureField], findings: list[Reason]
) -> FileVerdict:
    structure = Structure.MALFORMED if findings else Structure.SOUND
    conclusion = Conclusion.UNSIGNED
    dropped = None if empty else history.dropped_signature()
    if dropped is not None:
        findings.append(reason("signature_dropped", f"byte {dropped}"))
        structure, conclusion = Structure.ALTERED, Conclusion.INVALID
    if empty:
        findings.append(reason("empty_signature"))
    return FileVerdict(
        sha256=sha256,
        conclusion=conclusion,
        structure=structure,
        findings=tuple(findings),
        signatures=tuple(broken(Examined(field=f, sound=None, objection=_EMPTY)) for f in empty),
    )


_EMPTY: Final = objection("empty_signature", "SIGNED_DATA_NOT_FOUND")


def _structure(
    damaged: bool,  # noqa: FBT001 - private, two callers' worth of words saved
    findings: Iterable[Reason],
    verdicts: Iterable[SignatureVerdict],
) -> Structure:
    if damaged:
        return Structure.MALFORMED
    if any(finding.code == "trailing_bytes" for finding in findings):
        return Structure.ALTERED
    intact = [v for v in verdicts if v.integrity is Integrity.INTACT]
    if any(v.changes is Changes.FORBIDDEN for v in intact):
        return Structure.ALTERED
    return Structure.SOUND


def _conclusion(structure: Structure, verdicts: tuple[SignatureVerdict, ...]) -> Conclusion:
    indications = {verdict.indication for verdict in verdicts}
    if structure is not Structure.SOUND or Indication.FAILED in indications:
        return Conclusion.INVALID
    if not verdicts or indications != {Indication.PASSED}:
        return Conclusion.INDETERMINATE
    return Conclusion.VALID
