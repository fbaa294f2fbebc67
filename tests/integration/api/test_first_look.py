"""Whoever hands in a bad picture hears of it with the answer, before anything is read."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from storage.people import Role
from tests.support import bad_pages, hostile
from tests.support.api_office import ApiOffice
from tests.support.scanned_pages import DPI, scanned


def jpeg(page: bad_pages.Pixels) -> bytes:
    stream = BytesIO()
    colours = np.ascontiguousarray(page[..., ::-1])
    Image.fromarray(colours).save(stream, "JPEG", quality=80, dpi=(DPI, DPI))
    return stream.getvalue()


@pytest.mark.parametrize(("language", "words"), [("en", "blurred"), ("vi", "bị mờ")])
def test_the_answer_says_what_is_wrong_with_the_first_pages(
    api_office: ApiOffice, language: str, words: str
) -> None:
    good = scanned(0)
    desk = api_office.desk(Role.CLERK, language=language)
    path = f"/dossiers/{api_office.dossier(desk)['code']}/scans"
    files = [
        ("file", ("mờ.jpg", jpeg(bad_pages.blurred(good, DPI, 0.4)))),
        ("file", ("hỏng.png", hostile.png(10, 10, claim=(50_000, 50_000)))),
    ]
    answer = desk.post(path, files=files).json()
    (seen,) = answer["seen"]
    assert seen["page"] == 0
    found = {one["code"]: one for one in seen["findings"]}
    assert words in found["blurred"]["message"]
    assert found["blurred"]["measure"] > found["blurred"]["limit"]


def test_a_good_page_is_seen_and_nothing_is_said(api_office: ApiOffice) -> None:
    desk = api_office.desk(Role.CLERK)
    path = f"/dossiers/{api_office.dossier(desk)['code']}/scans"
    answer = desk.post(path, files={"file": ("tốt.jpg", jpeg(scanned(1)))}).json()
    assert answer["seen"] == [{"page": 0, "findings": []}]


def test_a_batch_that_nobody_waits_for_is_not_looked_at(api_office: ApiOffice) -> None:
    desk = api_office.desk(Role.CLERK)
    path = f"/dossiers/{api_office.dossier(desk)['code']}/scans"
    files = {"file": ("lô.jpg", jpeg(scanned(2)))}
    assert desk.post(path, files=files, data={"lane": "batch"}).json()["seen"] == []
