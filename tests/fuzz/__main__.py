"""`make fuzz`: the long run, with a table of what came of it."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.opening import Findings, open_spoilt
from tests.fuzz.whole_path import read_spoilt


def main() -> None:
    """Run mutation, the whole path and guided fuzzing in turn; exit 1 when one found something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--whole", type=int, default=1_000)
    parser.add_argument("--guided", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args()
    print(f"seed {asked.seed}")
    found = _tell("opening", open_spoilt(asked.seed, asked.cases, os.cpu_count() or 1))
    found |= _tell("whole path", read_spoilt(asked.seed, asked.whole))
    found |= _guided(asked.guided)
    sys.exit(found)


def _guided(runs: int) -> bool:
    if not runs:
        return False
    folder = Path(tempfile.mkdtemp(prefix="fuzz-", dir="/dev/shm"))
    run = [sys.executable, "-m", "tests.fuzz.guided", str(runs), str(folder)]
    with (folder / "log").open("wb") as log:  # decoders tell of each damage
        ended = subprocess.run(run, check=False, stderr=log).returncode
    print(f"guided: {runs} runs, exit {ended}")
    if ended:
        print(f"  what did it, and the log: {folder}")
    else:
        shutil.rmtree(folder)
    return ended != 0


def _tell(name: str, findings: Findings) -> bool:
    print(f"{name}: {findings.ends.total()} files")
    for end, count in findings.ends.most_common():
        print(f"  {count:8} {end}")
    for case in findings.worst[:40]:
        print(f"  {case}")
    return bool(findings.worst)


if __name__ == "__main__":
    main()
