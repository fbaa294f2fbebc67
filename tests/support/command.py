"""Runs `sohoa` as a person or a script would, in a process of its own, or, far sooner, in ours."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from sohoa.__main__ import application
from sohoa.surroundings import Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a command left: its exit status and both outputs."""

    status: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """The JSON Lines on standard output; everything there must be one."""
        return [json.loads(line) for line in self.out.splitlines()]


def bare_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return this process' environment without any SOHOA_* of the machine's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SOHOA_")}
    return {**kept, "SOHOA_LANGUAGE": "en", **(extra or {})}


def sohoa(
    *words: str | Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    seconds: float = 120,
) -> Ran:
    """Run a command to its end."""
    done = subprocess.run(
        [sys.executable, "-m", "sohoa", *map(str, words)],
        env={**bare_environment(env), "PYTHONPATH": str(Path(__file__).parents[2])},
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    return Ran(status=done.returncode, out=done.stdout, err=done.stderr)


def sohoa_here(
    *words: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Ran:
    """Run a command in this process; its environment holds what is given here and nothing else."""
    around = Surroundings(env={"SOHOA_LANGUAGE": "en", **(env or {})})
    first, *_ = given = list(map(str, words))
    with chdir(cwd or Path.cwd()):
        done = CliRunner().invoke(application((first,)), given, obj=around)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Ran(status=done.exit_code, out=done.stdout, err=done.stderr)
