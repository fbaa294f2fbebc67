"""What reading a stack warned of reaches the person at the counter, in their language."""

import io

import pytest
from PIL import Image

from storage.people import Role
from tests.support.api_office import ApiOffice


def blank_png() -> bytes:
    out = io.BytesIO()
    Image.new("L", (620, 877), 255).save(out, "PNG", dpi=(75, 75))
    return out.getvalue()


@pytest.mark.parametrize(
    ("language", "told"), [("en", "only blank pages"), ("vi", "chỉ có trang trắng")]
)
def test_a_warning_is_told_with_the_scan(
    api_office: ApiOffice, api_worker: None, language: str, told: str
) -> None:
    desk = api_office.desk(Role.CLERK, language=language)
    path = f"/dossiers/{api_office.dossier(desk)['code']}"
    files = {"file": ("trống.png", blank_png())}
    job = desk.post(f"{path}/scans", files=files).json()["job"]
    assert api_office.finished(desk, job)["state"] == "done"
    (scan,) = desk.get(path).json()["scans"]
    (warning,) = scan["warnings"]
    assert (warning["code"], warning["page"]) == ("nothing_found", None)
    assert told in warning["message"]
