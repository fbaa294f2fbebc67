"""How often reading mistakes how a page lies: every page in its four turns, tilted anew each time.

    python -m benchmarks.orientation [--seed 310] [--pages 500]

500 pages make 2,000 cases. Prints the mistakes, the smallest margins and the CPU time a page.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from benchmarks.pages.making import MadePage, make_page
from ingest.pixels.orientation import Orientation, orientation_of
from ingest.pixels.working import working_picture
from ingest.scans.images import Grey, load_page
from ingest.scans.scan import inspect
from ingest.scans.scan_file import ScanLimits

_MOST_MORE_TILT = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A page as it was laid down and as it was found to lie."""

    page: int
    kind: str
    blank: bool
    rotation: int
    skew: float
    found: Orientation

    @property
    def right(self) -> bool:
        """Whether blank, turn and side were found."""
        if self.blank or self.found.blank:
            return self.blank == self.found.blank
        return self.rotation == self.found.rotation


def cases(made: MadePage, seed: int) -> Iterator[tuple[Case, float]]:
    """Yield the four turns of a page, and the CPU seconds that each took."""
    rng = random.Random(f"{seed}:{made.number}")  # noqa: S311 - reproducible tilts
    info = inspect(made.file, made.file.name, ScanLimits())
    grey, dpi = load_page(made.file, info, 0), info.pages[0].dpi
    upright = np.rot90(grey, made.rotation // 90)
    for turn in (0, 90, 180, 270):
        more = rng.uniform(-_MOST_MORE_TILT, _MOST_MORE_TILT) if turn else 0.0
        lying = np.ascontiguousarray(np.rot90(_tilted(upright, more), -turn // 90))
        start = time.process_time()
        found = orientation_of(working_picture(lying, dpi))
        spent = time.process_time() - start
        yield (
            Case(
                page=made.number,
                kind=made.kind,
                blank=made.blank,
                rotation=turn,
                skew=made.skew + more,
                found=found,
            ),
            spent,
        )


def _tilted(grey: Grey, clockwise: float) -> Grey:
    if not clockwise:
        return grey
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -clockwise, 1)
    tilted = cv2.warpAffine(
        np.ascontiguousarray(grey), matrix, (width, height), borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(tilted, np.uint8)


def check(seed: int, pages: int) -> int:
    """Print what was found; return the number of mistakes."""
    seen: list[Case] = []
    spent = 0.0
    with tempfile.TemporaryDirectory(prefix="sohoa-bench-") as folder:
        for number in range(pages):
            made = make_page(Path(folder), seed, number)
            for case, seconds in cases(made, seed):
                seen.append(case)
                spent += seconds
            made.file.unlink()
    mistakes = [case for case in seen if not case.right]
    for case in mistakes:
        print("mistaken:", case)
    printed = [case for case in seen if not case.blank and case.right]
    tilts = sorted(abs(case.found.skew - case.skew) for case in printed)
    margins = sorted((round(case.found.margin, 3), case.page, case.kind) for case in printed)
    doubtful = sum(case.found.doubtful for case in printed)
    print(f"{len(seen)} cases, {len(mistakes)} mistaken, {doubtful} right but doubtful")
    print("smallest margins:", *margins[:6])
    print(f"tilt: median error {tilts[len(tilts) // 2]:.3f}, largest {tilts[-1]:.3f} degrees")
    print(f"{1000 * spent / len(seen):.1f} ms of CPU a page, decoding left out")
    return len(mistakes)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=310)
    parser.add_argument("--pages", type=int, default=500)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    raise SystemExit(1 if check(options.seed, options.pages) else 0)
