"""`sohoa demo`: a fresh office, one dossier through all of it, checked against the truth."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from sohoa.cli.options import AsJson, surroundings
from sohoa.clock import utc_now
from sohoa.demo import chapter_decision, chapter_intake, chapter_reuse
from sohoa.demo.errors import DemoError
from sohoa.demo.journal import Journal
from sohoa.demo.stage import DEMO_SECRET, Stage, entered, settle
from sohoa.output import Exit, Printer
from sohoa.samples.pki import SamplePki, make_sample_pki
from sohoa.samples.stack import DemoStack, make_demo_stack
from sohoa.samples.timestamping import running_authority
from sohoa.stack.embedded import EmbeddedStack, Wish
from sohoa.stack.supervisor import Died, Restarted
from sohoa.surroundings import Surroundings
from storage.clock import office_day

_SEED: Final = 20261121
_MARK: Final = ".sohoa-demo"  # only a folder with this mark is ever emptied


def register(app: typer.Typer) -> None:
    """Mount `demo`."""
    app.command("demo")(demo)


def demo(
    context: typer.Context,
    data: Annotated[
        Path, typer.Option("--data", metavar="DIR", help="Emptied first if it was a demo's.")
    ] = Path("var/demo"),
    workers: Annotated[int, typer.Option(min=1, help="Digitize workers.")] = 2,
    as_json: AsJson = False,  # noqa: FBT002 - Typer's way to declare a flag
) -> None:
    """Take the sample dossier from a scanned stack to signed, verified, reused records."""
    around = surroundings(context)
    printer = around.printer(as_json=as_json)
    folder = data.absolute()
    if not _emptied(folder):
        printer.warn("demo_folder_taken", data=folder)
        raise typer.Exit(Exit.USAGE)
    journal = Journal(printer)
    try:
        _play(around, printer, journal, folder, workers)
    except DemoError as error:
        journal.check("demo_went_on", held=False, found=str(error))
    journal.close()
    printer.say("demo_next", data=data)
    if not journal.held:
        raise typer.Exit(Exit.NEGATIVE)


def _play(
    around: Surroundings, printer: Printer, journal: Journal, folder: Path, workers: int
) -> None:
    own = {name: value for name, value in around.env.items() if not name.startswith("SOHOA_")}
    env = {**own, "SOHOA_DATA": str(folder), "SOHOA_LANGUAGE": printer.words.language}
    with journal.step("demo_papers"):
        papers = make_demo_stack(folder / "samples", _SEED, today=office_day(utc_now()))
        journal.note(f"{papers.pdf} ({len(papers.pages)})")
    with journal.step("demo_keys"):
        pki = _keys(folder, papers)
        env |= pki.environment
    authority = running_authority(pki.timestamping, DEMO_SECRET, folder / "samples" / "tsa")
    with authority as tsa:
        _play_on(
            EmbeddedStack(
                Wish(data=folder, workers=workers),
                {**env, "SOHOA_TSA": tsa},
                lambda event: _tell(printer, event),
            ),
            journal,
            {**env, "SOHOA_TSA": tsa},
            papers,
            pki,
        )


def _play_on(
    stack: EmbeddedStack,
    journal: Journal,
    env: Mapping[str, str],
    papers: DemoStack,
    pki: SamplePki,
) -> None:
    stack.folder.prepare()
    with stack.folder.held(), stack:
        with journal.step("demo_start"):
            settings = stack.start_stores()
            settle(env, papers, pki)
            stack.start_parts(settings)
            journal.note(f"{stack.folder.api_url()}/docs")
        api = stack.folder.api_url()
        with stack.watching(), entered(env, api, papers.facts.chairman) as people:
            stage = Stage(
                journal=journal,
                data=stack.folder.data,
                api=api,
                env=env,
                papers=papers,
                pki=pki,
                people=people,
            )
            chapter_intake.play(stage)
            decision = chapter_decision.play(stage)
            chapter_reuse.play(stage, decision)


def _keys(folder: Path, papers: DemoStack) -> SamplePki:
    facts = papers.facts
    return make_sample_pki(
        folder / "trust",
        folder / "samples" / "keys",
        utc_now(),
        leader=facts.chairman,
        agency=f"Ủy ban nhân dân {facts.commune}",
        digitiser=facts.clerk,
        pin=DEMO_SECRET,
    )


def _tell(printer: Printer, event: Died | Restarted) -> None:
    if isinstance(event, Died):
        printer.warn("up_died", name=event.name, status=event.status, pause=event.pause)
    else:
        printer.warn("up_restarted", name=event.name, pid=event.pid)


def _emptied(folder: Path) -> bool:
    """Make the folder fresh; False when it holds something that no demo has left there."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / _MARK).exists():
            return False
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).touch()
    return True
