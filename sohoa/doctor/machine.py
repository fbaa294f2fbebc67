"""Checks of the machine itself: programs, models, fonts, disk, the embedded servers' binaries."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sohoa.doctor.finding import Finding, Health
from sohoa.stack import seaweed, valkey
from sohoa.stack.errors import MissingError

_SECONDS: Final = 20.0
_TESSERACT: Final = (5, 3)
_GIB: Final = 1 << 30
_MIN_FREE: Final = 2 * _GIB
_FEW_FREE: Final = 20 * _GIB
# A face with all Vietnamese letters in three styles of administrative papers; version 1 of
# Liberation (Debian's fonts-liberation) has none of them.
_FONT_FOLDERS: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
_FONTS: Final = ("LiberationSerif-Regular.ttf", "DejaVuSans.ttf")


def check_machine(data: Path, font: Path | None) -> tuple[Finding, ...]:
    """Return a finding for each thing that must be on this machine."""
    return (
        _tesseract(),
        _vietnamese_model(),
        _fonts(font),
        _binary("seaweedfs", seaweed.executable),
        _binary("valkey", valkey.executable),
        _program("setpriv", "advice_setpriv", missing=Health.WARNING),
        _disk(data),
    )


def _tesseract() -> Finding:
    text = _ask("tesseract", "--version")
    match = re.search(r"tesseract v?(\d+)\.(\d+)[.\d]*", text or "")
    if not match:
        return Finding(
            thing="tesseract", health=Health.MISSING, found="-", advice="advice_tesseract"
        )
    version = (int(match[1]), int(match[2]))
    if version < _TESSERACT:
        return Finding(
            thing="tesseract", health=Health.MISSING, found=match[0], advice="advice_tesseract"
        )
    return Finding(thing="tesseract", health=Health.OK, found=match[0])


def _vietnamese_model() -> Finding:
    text = _ask("tesseract", "--list-langs") or ""
    if "vie" not in text.split():
        return Finding(thing="vie", health=Health.MISSING, found="-", advice="advice_vie")
    folder = re.search(r'"([^"]+)"', text)
    return Finding(thing="vie", health=Health.OK, found=folder[1] if folder else "vie")


def _fonts(given: Path | None) -> Finding:
    if given is not None:
        if given.is_file():
            return Finding(thing="fonts", health=Health.OK, found=str(given))
        return Finding(
            thing="fonts", health=Health.MISSING, found=str(given), advice="advice_font_setting"
        )
    for name in _FONTS:
        found = next((path for root in _FONT_FOLDERS for path in root.rglob(name)), None)
        if found is None:
            return Finding(thing="fonts", health=Health.MISSING, found=name, advice="advice_fonts")
    return Finding(thing="fonts", health=Health.OK, found=", ".join(_FONTS))


def _binary(thing: str, find: Callable[[], str]) -> Finding:
    try:
        return Finding(thing=thing, health=Health.OK, found=find())
    except MissingError:
        return Finding(thing=thing, health=Health.MISSING, found="-", advice="advice_setup")


def _program(name: str, advice: str, *, missing: Health) -> Finding:
    found = shutil.which(name)
    if found is None:
        return Finding(thing=name, health=missing, found="-", advice=advice)
    return Finding(thing=name, health=Health.OK, found=found)


def _disk(data: Path) -> Finding:
    there = next(folder for folder in (data, *data.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    found = f"{free / _GIB:.1f} GiB {there}"
    if free < _MIN_FREE:
        return Finding(thing="disk", health=Health.MISSING, found=found, advice="advice_disk")
    if free < _FEW_FREE:
        return Finding(thing="disk", health=Health.WARNING, found=found, advice="advice_disk")
    return Finding(thing="disk", health=Health.OK, found=found)


def _ask(program: str, *words: str) -> str | None:
    path = shutil.which(program)
    if path is None:
        return None
    try:
        done = subprocess.run(
            [path, *words], capture_output=True, timeout=_SECONDS, check=False, text=True
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout + done.stderr
