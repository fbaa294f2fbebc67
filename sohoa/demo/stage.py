"""What the demo is played on: a fresh office, its people as API clients, the sample papers."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sohoa.demo.desk import Desk
from sohoa.demo.errors import DemoError
from sohoa.demo.journal import Journal
from sohoa.samples.pki import SamplePki
from sohoa.samples.stack import DemoStack
from sohoa.stack import parts

OFFICE: Final = "H32.105"  # a commune's people's committee
ELSEWHERE: Final = "H32.06"  # another agency, which will reuse
PROVINCE: Final = "H32"
PROCEDURE: Final = "1.005129"
DEMO_SECRET: Final = "sample-pin-2468"  # noqa: S105 - opens sample keys made a moment ago
_COMMAND_SECONDS: Final = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Everybody who asks the API in the story."""

    clerk: Desk
    records: Desk
    leader: Desk
    elsewhere: Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """All that a chapter of the story needs."""

    journal: Journal
    data: Path
    api: str
    env: Mapping[str, str]
    papers: DemoStack
    pki: SamplePki
    people: People


def command(env: Mapping[str, str], *words: str, accept: tuple[int, ...] = (0,)) -> list[str]:
    """Run one of our own commands as a person would; return its lines of output."""
    done = subprocess.run(
        parts.sohoa(*words),
        env=dict(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_COMMAND_SECONDS,
        check=False,
    )
    if done.returncode not in accept:
        raise DemoError(f"sohoa {' '.join(words[:3])}: {done.returncode} {done.stderr[-500:]}")
    return done.stdout.splitlines()


def settle(env: Mapping[str, str], papers: DemoStack, pki: SamplePki) -> None:
    """Add agencies and signing keys, with the commands that an administrator uses."""
    facts = papers.facts
    for code, name, parent in (
        (PROVINCE, f"Ủy ban nhân dân {facts.province}", None),
        (OFFICE, f"Ủy ban nhân dân {facts.commune}", PROVINCE),
        (ELSEWHERE, "Sở Nông nghiệp và Môi trường", PROVINCE),
    ):
        above = ("--parent", parent) if parent else ()
        command(env, "agency", "add", code, name, *above, "--json")
    shown = {"leader": ("--image", str(pki.handwriting)), "agency": ("--image", str(pki.seal))}
    for name, holder in (("digitiser", OFFICE), ("leader", facts.chairman), ("agency", OFFICE)):
        key = pki.keys[name]
        command(
            env,
            *("key", "add", name, "--key", key.uri, "--pin-file", str(key.pin_file)),
            *("--agency", OFFICE, "--holder", holder, "--profile", name),
            *shown.get(name, ()),
            "--json",
        )


@contextmanager
def entered(env: Mapping[str, str], api: str, leader: str) -> Iterator[People]:
    """Add the clients and let each get its token."""
    with ExitStack() as stack:

        def enter(name: str, role: str, agency: str) -> Desk:
            words = ("client", "add", name, "--role", role, "--agency", agency, "--json")
            made = json.loads(command(env, *words)[0])
            desk = Desk.enter(api, name, made["client_id"], made["client_secret"])
            stack.callback(desk.close)
            return desk

        yield People(
            clerk=enter("quay-mot-cua", "clerk", OFFICE),
            records=enter("van-thu", "records", OFFICE),
            leader=enter(leader, "leader", OFFICE),
            elsewhere=enter("so-nnmt", "agency", ELSEWHERE),
        )
