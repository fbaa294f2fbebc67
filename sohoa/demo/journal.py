"""What the demo prints: each step with its time, each check with what was found, the sum."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sohoa.output import Printer


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Something that had to hold."""

    code: str
    held: bool
    found: str


class Journal:
    """Tells the story as it goes and remembers what did not hold."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer
        self.words = printer.words
        self._began = time.monotonic()
        self._steps = 0
        self.checks: list[Check] = []

    @contextmanager
    def step(self, code: str, /, **values: object) -> Iterator[None]:
        """Frame a step of the story: number it, and say at its end how long it took."""
        self._steps += 1
        number = self._steps
        title = self._printer.words(code, **values)
        self._printer.line(f"\n{number:2}. {title}")
        began = time.monotonic()
        yield
        seconds = time.monotonic() - began
        self._printer.record(
            {"event": "step", "number": number, "step": code, "seconds": round(seconds, 3)},
            "demo_step_done",
            seconds=seconds,
        )

    def check(self, code: str, *, held: bool, found: str) -> None:
        """Note whether something held."""
        self.checks.append(Check(code=code, held=held, found=found))
        mark = "✓" if held else "✗"
        what = self._printer.words(code)
        self._printer.record(
            {"event": "check", "check": code, "held": held, "found": found},
            "demo_check",
            mark=mark,
            what=what,
            found=found,
        )

    def note(self, text: str) -> None:
        """Show a line of data."""
        self._printer.line(f"      {text}")

    @property
    def held(self) -> bool:
        """Whether everything held so far."""
        return all(check.held for check in self.checks)

    def close(self) -> None:
        """Print the sum."""
        broken = [check for check in self.checks if not check.held]
        seconds = time.monotonic() - self._began
        self._printer.line("")
        self._printer.record(
            {
                "event": "demo",
                "held": self.held,
                "checks": len(self.checks),
                "broken": [check.code for check in broken],
                "seconds": round(seconds, 3),
            },
            "demo_held" if self.held else "demo_broken",
            checks=len(self.checks),
            broken=len(broken),
            seconds=seconds,
        )
        for check in broken:
            self._printer.line(f"  ✗ {self._printer.words(check.code)}: {check.found}")
