"""`make fuzz`: the long run, with a table of what came of it."""

import argparse
import os
import subprocess
import sys
import time

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
    guided = [sys.executable, "-m", "tests.fuzz.guided", str(asked.guided)]
    ended = subprocess.run(guided, check=False).returncode if asked.guided else 0
    print(f"guided: {asked.guided} runs, exit {ended}")
    sys.exit(found or ended != 0)


def _tell(name: str, findings: Findings) -> bool:
    print(f"{name}: {findings.ends.total()} files")
    for end, count in findings.ends.most_common():
        print(f"  {count:8} {end}")
    for case in findings.worst[:40]:
        print(f"  {case}")
    return bool(findings.worst)


if __name__ == "__main__":
    main()
