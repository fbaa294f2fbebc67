"""A report as it is read: the answer first, then the facts, in words; no layout, no markup.

TT 15/2025/TT-BKHCN art. 6 demands of each answer at least: valid or not, the authority, the signer,
the unit that manages the certificate, the signing time or timestamp, integrity, validity at the
signing time, the certificate's period.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from signing.evidence_piece import Piece
from signing.reports.advice import advice_for, advice_for_file
from signing.reports.signature_facts import facts
from signing.reports.words import ReportWords
from signing.verdict import (
    Conclusion,
    FileVerdict,
    Indication,
    Kind,
    SignatureVerdict,
    Structure,
)

_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LONGEST: Final = 300  # letters of a text that others chose
_BY_INDICATION: Final = {
    Indication.PASSED: "valid",
    Indication.FAILED: "invalid",
    Indication.INDETERMINATE: "indeterminate",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a table."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One signature. `state`: valid, invalid or indeterminate."""

    title: str
    state: str
    answer: str
    facts: tuple[Fact, ...]
    reasons: tuple[str, ...]
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """The whole. `state` is the file's conclusion; every text is ready to be shown as it stands."""

    language: str
    title: str
    state: str
    answer: str
    facts: tuple[Fact, ...]
    findings_title: str
    findings: tuple[str, ...]
    advice_title: str
    advice: tuple[str, ...]
    sections: tuple[Section, ...]
    evidence_title: str
    evidence: tuple[Fact, ...]
    note: str
    page_of: str  # with places for {page} and {pages}


def report_page(
    name: str, verdict: FileVerdict, words: ReportWords, evidence: Iterable[Piece] = ()
) -> ReportPage:
    """Return the report on the file called `name`, with the evidence that is kept of it."""
    pieces = tuple(evidence)
    return ReportPage(
        language=words.language,
        title=words("title"),
        state=verdict.conclusion.value,
        answer=shown(_answer(verdict, words)),
        facts=_of_file(name, verdict, words),
        findings_title=words("findings"),
        findings=tuple(shown(words.reason(why)) for why in verdict.findings),
        advice_title=words("advice"),
        advice=tuple(words(f"advice_{code}") for code in advice_for_file(verdict)),
        sections=tuple(
            _section(number, one, words, sound=verdict.structure is Structure.SOUND)
            for number, one in enumerate(verdict.signatures, 1)
        ),
        evidence_title=words("evidence"),
        evidence=tuple(_kept(piece, words) for piece in pieces)
        or (Fact(words("evidence_none"), ""),),
        note=words("note"),
        page_of=words.phrases["page_of"],
    )


def shown(text: str) -> str:
    """Return a text that others chose with nothing in it that cannot be seen, in NFC.

    Marks that turn the reading direction would let a name look like another.
    """
    plain = "".join("\ufffd" if unicodedata.category(c) in _UNSEEN else c for c in text)
    whole = unicodedata.normalize("NFC", plain)
    return whole if len(whole) <= _LONGEST else whole[: _LONGEST - 1] + "…"


def _answer(verdict: FileVerdict, words: ReportWords) -> str:
    signed = [one for one in verdict.signatures if one.kind is Kind.SIGNATURE]
    if verdict.conclusion is Conclusion.VALID:
        return words("answer_valid", count=len(signed) or len(verdict.signatures))
    if verdict.conclusion is Conclusion.UNSIGNED:
        return words("answer_unsigned")
    return words(f"answer_{verdict.conclusion.value}", why=_why(verdict, words))


def _why(verdict: FileVerdict, words: ReportWords) -> str:
    """Return the reason that decided: of the worst signature, else of the file."""
    worst = (
        Indication.FAILED if verdict.conclusion is Conclusion.INVALID else Indication.INDETERMINATE
    )
    told = [one for one in verdict.signatures if one.indication is worst and one.reasons]
    if verdict.findings and not (told and told[0].reasons):
        return words.reason(verdict.findings[0])
    return words.reason(told[0].reasons[0]) if told else words("unknown")


def _of_file(name: str, verdict: FileVerdict, words: ReportWords) -> tuple[Fact, ...]:
    policy = verdict.policy
    counted = [one.kind for one in verdict.signatures]
    return (
        Fact(words("file"), shown(name)),
        Fact("SHA-256", verdict.sha256 or words("unknown")),
        Fact(
            words("counted"),
            words(
                "counted_value",
                signatures=counted.count(Kind.SIGNATURE),
                timestamps=counted.count(Kind.TIMESTAMP),
            ),
        ),
        Fact(words("structure"), words(f"structure_{verdict.structure.value}")),
        Fact(words("checked_at"), words.moment(verdict.checked_at)),
        Fact(
            words("policy"),
            shown(f"{policy.identifier}, {policy.version}") if policy else words("unknown"),
        ),
    )


def _section(number: int, one: SignatureVerdict, words: ReportWords, *, sound: bool) -> Section:
    """Tell of one signature; none is called valid in a file that is not sound."""
    state = _BY_INDICATION[one.indication]
    spoilt = state == "valid" and not sound
    return Section(
        title=shown(words(f"title_{one.kind.value}", number=number, field=one.field)),
        state="invalid" if spoilt else state,
        answer=words("state_spoilt" if spoilt else f"state_{state}"),
        facts=tuple(Fact(label, shown(value)) for label, value in facts(one, words)),
        reasons=tuple(shown(words.reason(why)) for why in one.reasons),
        advice=tuple(words(f"advice_{code}") for code in advice_for(one.reasons, one.indication)),
    )


def _kept(piece: Piece, words: ReportWords) -> Fact:
    about = f" – {piece.about}" if piece.about else ""
    whose = f" ({piece.signature})" if piece.signature else ""
    return Fact(
        shown(words(f"piece_{piece.kind.value}") + whose + about), f"SHA-256 {piece.sha256}"
    )
