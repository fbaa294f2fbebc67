"""PDFBox Preflight, which judges PDF/A-1b and shares no code with us: one start for many files.

Its jars come from the distribution (`deploy/setup.sh`); in CI a missing judge is a failure, as any
skipped test is.
"""

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

_JARS = Path("/usr/share/java")
_NEEDED = (
    "preflight.jar", "pdfbox2.jar", "fontbox2.jar", "xmpbox.jar", "commons-logging.jar",
    "javax.activation.jar", "jaxb-api.jar",
)  # fmt: skip


def preflight(files: Iterable[Path], folder: Path) -> dict[str, list[str]]:
    """Faults of each file by its name; `folder` is made for copies and the answer."""
    missing = [jar for jar in _NEEDED if not (_JARS / jar).exists()]
    java = shutil.which("java")
    if java is None or missing:
        pytest.skip(f"PDFBox Preflight is not installed: java {java}, missing {missing}")
    folder.mkdir()
    for file in files:
        shutil.copy(file, folder / file.name)
    done = subprocess.run(
        [java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m",
         "-cp", ":".join(str(_JARS / jar) for jar in _NEEDED),
         "org.apache.pdfbox.preflight.Validator_A1b", "xml", "group", str(folder)],
        capture_output=True, check=False, text=True, timeout=120,
    )  # fmt: skip
    answer = folder.with_name(folder.name + ".preflight.xml")
    assert answer.exists(), done.stderr
    return {
        str(one.get("name")): [
            " ".join(" ".join(part.itertext()).split()) for part in one.iter("error")
        ]
        + ([] if one.findtext("isValid") == "true" else ["not valid"])
        for one in ET.parse(answer).getroot().iter("preflight")  # noqa: S314 - Preflight wrote it
    }
