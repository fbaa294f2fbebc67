"""`make bench`: every comparison, one after another."""

from pathlib import Path

from benchmarks import digitize

digitize.main(Path("var") / "bench-digitize.json")
