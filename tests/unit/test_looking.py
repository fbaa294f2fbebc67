"""Pages are looked through in their order, for as long as there is time."""

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from ingest.looking import look_through
from ingest.scans.scan import inspect
from ingest.scans.scan_file import ScanLimits
from ingest.text import Fault
from tests.support import hostile
from tests.support.scanned_pages import DPI, scanned


def stack(*numbers: int) -> bytes:
    stream = BytesIO()
    first, *rest = (
        Image.fromarray(np.ascontiguousarray(scanned(number)[..., ::-1])) for number in numbers
    )
    first.save(
        stream, "TIFF", save_all=True, append_images=rest, dpi=(DPI, DPI), compression="jpeg"
    )
    return stream.getvalue()


def test_all_pages_are_seen_and_the_one_that_is_there_twice_is_named(tmp_path: Path) -> None:
    path = hostile.put(tmp_path, stack(0, 1, 0))
    seen = look_through(path, inspect(path, "s", ScanLimits()), lambda: True)
    assert [one.page for one in seen] == [0, 1, 2]
    assert [[found.code for found in one.findings] for one in seen] == [[], [], [Fault.DUPLICATE]]
    assert seen[2].findings[0].twin == 0


def test_one_page_is_judged_even_when_there_is_no_time(tmp_path: Path) -> None:
    path = hostile.put(tmp_path, stack(0, 1))
    seen = look_through(path, inspect(path, "s", ScanLimits()), lambda: False)
    assert [one.page for one in seen] == [0]


def test_a_born_digital_page_has_no_picture_to_judge(tmp_path: Path) -> None:
    path = hostile.put(tmp_path, hostile.pdf(2))
    assert look_through(path, inspect(path, "s", ScanLimits()), lambda: True) == ()
