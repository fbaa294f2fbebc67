"""`python -m benchmarks.pages FOLDER`: write a set of pages, to look at or to measure on."""

import argparse
from pathlib import Path

from benchmarks.pages.making import make_set

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("folder", type=Path)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--pages", type=int, default=60)
parser.add_argument("--first", type=int, default=0)
asked = parser.parse_args()
make_set(asked.folder, asked.seed, asked.pages, asked.first)
