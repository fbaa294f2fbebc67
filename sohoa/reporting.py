"""What `sohoa verify` writes besides its answer: a report, and the evidence of a verdict."""

import json
import shutil
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from signing.policy import Policy
from signing.report import to_json
from signing.reports.forms import Form, write_report
from signing.reports.words import ReportWords
from signing.verdict import FileVerdict
from workers.evidence_folder import HeldPiece
from workers.wire import to_wire


def report_words(language: str) -> ReportWords:
    """Return the words of reports in `vi` or `en`."""
    phrases = _catalogue("api", "reports", language)  # the API shows them, too: one home
    return ReportWords(language, phrases, _catalogue("sohoa", "reasons", language))


@dataclass(frozen=True, slots=True, kw_only=True)
class Besides:
    """What is wanted besides the answer: a report's path, a folder for evidence, or neither."""

    report: Path | None
    evidence: Path | None
    language: str
    font: Path | None

    @property
    def wanted(self) -> bool:
        """Whether a verdict's evidence has to be gathered."""
        return self.report is not None or self.evidence is not None

    @property
    def form(self) -> Form | None:
        """The form that the report's name asks for; None for no form of ours."""
        ending = self.report.suffix.lower().removeprefix(".") if self.report else ""
        return Form(ending) if ending in set(Form) else None

    def save(self, name: str, verdict: FileVerdict, held: tuple[HeldPiece, ...]) -> None:
        """Write what is wanted. Raises `OSError`, or `SigningError` (font_missing)."""
        if self.report is not None and self.form is not None:
            pieces = [one.piece for one in held]
            words = report_words(self.language)
            made = write_report(self.form, name, verdict, words, evidence=pieces, font=self.font)
            self.report.write_bytes(made)
        if self.evidence is not None:
            save_evidence(self.evidence, name, verdict, held)


def save_evidence(
    folder: Path, name: str, verdict: FileVerdict, held: tuple[HeldPiece, ...]
) -> Path:
    """Write the bundle of one verdict into a folder of its own below `folder`; return that.

    Raises `OSError`.
    """
    digest = (verdict.sha256 or "unreadable")[:16]
    bundle = folder / f"{Path(name).name}-{digest}"
    bundle.mkdir(parents=True, exist_ok=True)
    for one in held:
        shutil.copyfile(one.path, bundle / f"{one.piece.sha256}.{one.piece.kind.value}")
    _write_json(bundle / "verdict.json", to_json(name, verdict))
    _write_json(bundle / "pieces.json", to_wire(tuple(one.piece for one in held)))
    (bundle / "policy.json").write_text(policy_text(Policy()), encoding="utf-8")
    return bundle


def policy_text(policy: Policy) -> str:
    """Return a policy as JSON, the same text each time; spans of time in seconds."""
    values = to_wire(policy)
    if not isinstance(values, dict):
        raise TypeError("a policy is an object")
    ordered = {name: _ordered(value) for name, value in values.items()}
    return json.dumps(ordered, ensure_ascii=False, indent=2) + "\n"


def _ordered(value: object) -> object:
    """Return a set of words in one order; other values as they are."""
    words = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return sorted(value) if words and isinstance(value, list) else value


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _catalogue(room: str, name: str, language: str) -> dict[str, str]:
    text = files(room).joinpath(f"locale/{name}.{language}.json").read_text("utf-8")
    found: dict[str, str] = json.loads(text)
    return found
