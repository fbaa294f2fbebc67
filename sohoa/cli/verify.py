"""`sohoa verify`: the verdict on files, without any server."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from importlib.resources import files as resources
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from signing.certificates.trust import TrustStore
from signing.errors import SigningError, TrustFolderError
from signing.policy import Policy
from signing.reasons import reason
from signing.report import to_json
from signing.verdict import Conclusion, FileVerdict, Structure
from sohoa.cli.options import AsJson, PasswordFile, surroundings
from sohoa.cli.verify_options import Evidence, Language, Report, ShowPolicy
from sohoa.output import Exit, Printer
from sohoa.pin import PinError, read_password
from sohoa.reporting import Besides
from sohoa.words import LANGUAGES
from workers.errors import SandboxError
from workers.evidence_folder import LIST, collect
from workers.file_reach import Reach
from workers.sandbox import Sandbox
from workers.sandboxed import Asking, Sandboxed
from workers.scratch import Scratch

_STATUS: Final = {Conclusion.VALID: Exit.DONE, Conclusion.UNREADABLE: Exit.USAGE}
_MOST_NAMED: Final = 300  # the reach is one argument of a program, 128 KiB at most (execve(2))


def register(app: typer.Typer) -> None:
    """Mount `verify`."""
    app.command("verify")(verify)


def verify(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help="PDF files.")],
    trust: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Trusted roots, with CRLs and OCSP answers.")
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="TIME", help="Judge as of this time (RFC 3339).")
    ] = None,
    offline: Annotated[  # noqa: FBT002 - Typer's way to declare a flag
        bool, typer.Option("--offline", help="Ask nobody; else those in SOHOA_FETCH are asked.")
    ] = False,
    password_file: PasswordFile = None,
    report: Report = None,
    language: Language = None,
    evidence: Evidence = None,
    show_policy: ShowPolicy = False,  # noqa: FBT002, ARG001 - Typer's way; its callback does it
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Tell whether the signatures in PDF files hold."""
    around = surroundings(context)
    printer = around.printer(as_json=as_json)
    sentences = _sentences(printer.words.language)
    when = _time(at)
    configured = around.env.get("SOHOA_TRUST")
    folder = trust or (Path(configured) if configured else None)
    try:
        if folder:
            TrustStore.from_folder(folder)  # tell of a bad folder before any file is opened
    except TrustFolderError as error:
        printer.warn("verify_trust_unreadable", error=error)
        raise typer.Exit(Exit.USAGE) from error
    try:
        password = read_password(password_file)
    except PinError as error:
        printer.warn("password_unreadable", error=error)
        raise typer.Exit(Exit.USAGE) from error
    besides = Besides(
        report=report,
        evidence=evidence,
        language=language or printer.words.language,
        font=Path(around.env["SOHOA_FONT"]) if around.env.get("SOHOA_FONT") else None,
    )
    _require_sensible(besides, paths)
    try:
        fetch = "" if offline else around.env.get("SOHOA_FETCH", "")
        asking = _asking(fetch, around.cache() / "fetched") if fetch.strip() else None
    except ValueError as error:
        printer.warn("setting_wrong", mistake=f"SOHOA_FETCH {error}")
        raise typer.Exit(Exit.USAGE) from error
    worst = Exit.DONE
    with Sandbox(reach=_reach(paths, folder)) as sandbox:
        sandboxed = Sandboxed(sandbox, asking=asking)
        for path in paths:
            judge = partial(_judged, sandboxed, path, folder, when, password)
            verdict = _judged_and_saved(judge, path, besides, printer)
            told = to_json(str(path), verdict, sentences)
            printer.record(told, f"verify_{verdict.conclusion.value}", file=path)
            if not as_json:
                _explain(printer, told)
            worst = max(worst, _STATUS.get(verdict.conclusion, Exit.NEGATIVE))
    raise typer.Exit(worst)


def _asking(fetch: str, folder: Path) -> Asking | None:
    from sohoa.wiring.fetching import asking_authorities  # noqa: PLC0415 - with all of HTTP

    return asking_authorities(fetch, folder)


def _reach(paths: list[Path], folder: Path | None) -> Reach:
    """Return what the child may open: the files to judge, of very many their folders."""
    files = [path.absolute() for path in paths]
    places = files if len(files) <= _MOST_NAMED else {path.parent for path in files}
    named = [*places, *([folder.absolute()] if folder else [])]
    return Reach(read=tuple(str(place) for place in named))


def _sentences(language: str) -> Mapping[str, str]:
    text = resources("sohoa").joinpath(f"locale/reasons.{language}.json").read_text("utf-8")
    sentences: dict[str, str] = json.loads(text)
    return sentences


def _time(written: str | None) -> datetime:
    if written is None:
        return datetime.now(UTC)
    try:
        when = datetime.fromisoformat(written)
    except ValueError as error:
        raise typer.BadParameter("not an RFC 3339 time", param_hint="--at") from error
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _require_sensible(besides: Besides, paths: list[Path]) -> None:
    if besides.report is not None and besides.form is None:
        raise typer.BadParameter("its name ends in .html, .pdf or .xml", param_hint="--report")
    if besides.report is not None and len(paths) != 1:
        raise typer.BadParameter("a report is on one file", param_hint="--report")
    if besides.language not in LANGUAGES:
        raise typer.BadParameter("vi or en", param_hint="--language")


def _judged_and_saved(
    judge: Callable[[Path | None], FileVerdict], path: Path, besides: Besides, printer: Printer
) -> FileVerdict:
    """Return the verdict, once what is wanted besides it is written."""
    if not besides.wanted:
        return judge(None)
    scratch = Scratch()
    try:
        verdict = judge(scratch.path)
        found = (scratch.path / LIST).exists()  # a judge that was broken left nothing
        besides.save(str(path), verdict, collect(scratch.path) if found else ())
    except (OSError, SigningError, SandboxError) as error:
        printer.warn("verify_report_unwritten", file=path, error=error)
        raise typer.Exit(Exit.LACKING) from error
    finally:
        scratch.remove()
    return verdict


def _judged(
    sandboxed: Sandboxed,
    path: Path,
    folder: Path | None,
    when: datetime,
    password: str | None,
    evidence: Path | None,
) -> FileVerdict:
    """Return the verdict from a confined child; a file that breaks the judge is unreadable."""
    trust = folder.absolute() if folder else None
    try:
        return sandboxed.verify(
            path.absolute(), trust, Policy(), when, password=password, evidence=evidence
        )
    except SandboxError as error:
        return FileVerdict(
            sha256=None,
            conclusion=Conclusion.UNREADABLE,
            structure=Structure.MALFORMED,
            findings=(reason("judge_failed", error.code),),
            checked_at=when,
        )


def _explain(printer: Printer, report: Mapping[str, Any]) -> None:
    for finding in report["findings"]:
        printer.line(f"    {finding['message']}")
    for one in report["signatures"]:
        printer.line(f"    {one['field']}: {one['signer'] or '?'}, {one['indication']}")
        for why in one["reasons"]:
            printer.line(f"        {why['message']}")
