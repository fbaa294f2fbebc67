"""Single pages of the sample papers, as an office's scanner sees them."""

from functools import cache
from random import Random

import cv2
import numpy as np

from sohoa.samples.facts import SAMPLE_DAY, invent_facts
from sohoa.samples.fonts import find_family
from sohoa.samples.raster import draw
from sohoa.samples.scanner import Scanner, scan
from sohoa.samples.stack import sample_papers
from tests.support.bad_pages import Pixels

DPI = 200


@cache
def scanned(number: int, seed: int = 5, *, colour: bool = True, rotation: int = 0) -> Pixels:
    """Return a page of the sample papers, as an office's scanner sees it; nobody changes it."""
    rng = Random(seed)  # noqa: S311 - draws, guards nothing
    fonts = find_family()
    papers = sample_papers(invent_facts(rng, SAMPLE_DAY), fonts)
    sheet = [one for paper in papers for one in paper.sheets][number]
    page = scan(draw(sheet, rng, DPI), Scanner(colour=colour), rng, rotation=rotation)
    data = np.frombuffer(page.jpeg, np.uint8)
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_UNCHANGED), np.uint8)
