"""Documents over HTTP: records, fields, pictures and bytes, with tags and ranges."""

import hashlib
import struct

import httpx
import pytest

from storage.people import Role
from tests.support.api_documents import TEXT, PutDocument, put_document
from tests.support.api_office import OTHER_WARD, PROVINCE, STRANGER, ApiOffice


@pytest.fixture
def clerk(api_office: ApiOffice) -> httpx.Client:
    return api_office.desk(Role.CLERK)


@pytest.fixture
def put(api_office: ApiOffice, clerk: httpx.Client) -> PutDocument:
    code = str(api_office.dossier(clerk)["code"])
    return put_document(api_office, code, mark=code)


def test_a_record_tells_all_but_the_text(clerk: httpx.Client, put: PutDocument) -> None:
    answer = clerk.get(f"/documents/{put.id}")
    record = answer.json()
    assert answer.status_code == 200
    assert answer.headers["ETag"] == '"r1"'
    assert record["state"] == "read"
    assert record["files"][0]["sha256"] == put.sha256
    assert record["fields"]["ho_ten"] == {
        "value": "Nguyễn Vãn An",
        "confidence": 0.6,
        "page": 0,
        "box": [1.0, 2.0, 3.0, 4.0],
        "source": "ocr",
        "confirmed_by": None,
        "confirmed_at": None,
    }
    assert "text" not in record["pages"][0]
    assert record["verdict"] is None


def test_the_text_comes_page_by_page(clerk: httpx.Client, put: PutDocument) -> None:
    told = clerk.get(f"/documents/{put.id}/text").json()
    assert [page["text"] for page in told["pages"]] == [TEXT]


def test_bytes_that_were_not_judged_have_no_verdict(clerk: httpx.Client, put: PutDocument) -> None:
    answer = clerk.get(f"/documents/{put.id}/signatures")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_verified")


def test_a_page_is_drawn_as_wide_as_asked(clerk: httpx.Client, put: PutDocument) -> None:
    answer = clerk.get(f"/documents/{put.id}/pages/0/image", params={"width": 200})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "image/png"
    assert struct.unpack(">I", answer.content[16:20]) == (200,)
    assert answer.headers["X-Shown-SHA256"] == put.sha256


@pytest.mark.parametrize(
    ("page", "width", "status"),
    [("1", 200, 404), ("-1", 200, 422), ("x", 200, 422), ("0", 9_999_999, 422), ("0", 0, 422)],
)
def test_a_page_that_is_not_there_is_a_problem(
    clerk: httpx.Client, put: PutDocument, page: str, width: int, status: int
) -> None:
    answer = clerk.get(f"/documents/{put.id}/pages/{page}/image", params={"width": width})
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_whole_file_comes_with_its_hash_as_tag(clerk: httpx.Client, put: PutDocument) -> None:
    answer = clerk.get(f"/documents/{put.id}/content", params={"representation": "original"})
    assert answer.status_code == 200
    assert answer.content == put.pdf
    assert answer.headers["ETag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'
    assert answer.headers["Content-Length"] == str(len(put.pdf))
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_head_tells_the_same_without_the_bytes(clerk: httpx.Client, put: PutDocument) -> None:
    answer = clerk.head(f"/documents/{put.id}/content")
    assert answer.status_code == 200
    assert answer.headers["Content-Length"] == str(len(put.pdf))
    assert answer.content == b""


def test_parts_add_up_to_the_whole(clerk: httpx.Client, put: PutDocument) -> None:
    path = f"/documents/{put.id}/content"
    first = clerk.get(path, headers={"Range": "bytes=0-99"})
    rest = clerk.get(path, headers={"Range": "bytes=100-"})
    last = clerk.get(path, headers={"Range": "bytes=-10"})
    assert {first.status_code, rest.status_code, last.status_code} == {206}
    assert first.headers["Content-Range"] == f"bytes 0-99/{len(put.pdf)}"
    assert first.content + rest.content == put.pdf
    assert last.content == put.pdf[-10:]


def test_a_part_outside_the_file_is_416(clerk: httpx.Client, put: PutDocument) -> None:
    answer = clerk.get(f"/documents/{put.id}/content", headers={"Range": "bytes=99999999-"})
    assert (answer.status_code, answer.json()["code"]) == (416, "range_not_satisfiable")
    assert answer.headers["Content-Range"] == f"bytes */{len(put.pdf)}"


def test_a_stale_if_range_gets_the_whole(clerk: httpx.Client, put: PutDocument) -> None:
    headers = {"Range": "bytes=0-9", "If-Range": '"other"'}
    assert clerk.get(f"/documents/{put.id}/content", headers=headers).status_code == 200
    headers["If-Range"] = f'"{put.sha256}"'
    assert clerk.get(f"/documents/{put.id}/content", headers=headers).status_code == 206


def test_who_has_the_bytes_is_not_sent_them_again(clerk: httpx.Client, put: PutDocument) -> None:
    headers = {"If-None-Match": f'"{put.sha256}"'}
    answer = clerk.get(f"/documents/{put.id}/content", headers=headers)
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"representation": "signed"}, 404),
        ({"representation": "everything"}, 422),
        ({"version": 7}, 404),
        ({"version": 0}, 422),
    ],
)
def test_a_form_that_is_not_there_is_a_problem(
    clerk: httpx.Client, put: PutDocument, query: dict[str, str | int], status: int
) -> None:
    assert clerk.get(f"/documents/{put.id}/content", params=query).status_code == status


def test_fields_change_under_the_tag_that_was_seen(clerk: httpx.Client, put: PutDocument) -> None:
    path = f"/documents/{put.id}/fields"
    change = {"fields": {"ho_ten": "Nguyễn Văn An"}}
    missing = clerk.patch(path, json=change)
    assert (missing.status_code, missing.json()["code"]) == (428, "precondition_required")
    other = clerk.patch(path, json=change, headers={"If-Match": '"r9"'})
    assert (other.status_code, other.json()["code"]) == (412, "precondition_failed")
    done = clerk.patch(path, json=change, headers={"If-Match": '"r1"'})
    assert done.status_code == 200, done.text
    name = done.json()["fields"]["ho_ten"]
    assert (name["value"], name["source"], name["confirmed_by"]) == ("Nguyễn Văn An", "typed", None)
    assert done.headers["ETag"] == '"r2"'
    late = clerk.patch(path, json=change, headers={"If-Match": '"r1"'})
    assert late.status_code == 412


def test_a_field_that_the_document_cannot_have_is_not_kept(
    clerk: httpx.Client, put: PutDocument
) -> None:
    path, seen = f"/documents/{put.id}", {"If-Match": '"r1"'}
    change = {"fields": {"ho_ten": "An", "ho_tne": "An", "so_ky_hieu": "1/X"}, "confirm": True}
    answer = clerk.patch(f"{path}/fields", json=change, headers=seen)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "unknown_field")
    assert problem["fields"] == ["ho_tne"]
    record = clerk.get(path).json()
    assert record["fields"]["ho_ten"]["value"] == "Nguyễn Vãn An"
    assert record["state"] == "read"


def test_confirming_vouches_for_all_fields(
    api_office: ApiOffice, clerk: httpx.Client, put: PutDocument
) -> None:
    answer = clerk.patch(
        f"/documents/{put.id}/fields",
        json={"fields": {}, "confirm": True},
        headers={"If-Match": '"r1"'},
    )
    assert answer.status_code == 200, answer.text
    record = answer.json()
    assert record["state"] == "stored"  # this office has no digitiser's key
    assert record["code"].startswith("G06.01_")
    me = api_office.client_id(Role.CLERK, "G06.01")
    assert {field["confirmed_by"] for field in record["fields"].values()} == {me}
    by_code = clerk.get(f"/documents/{record['code']}")
    assert by_code.json()["id"] == put.id
    again = clerk.patch(
        f"/documents/{put.id}/fields",
        json={"fields": {"ho_ten": "X"}},
        headers={"If-Match": by_code.headers["ETag"]},
    )
    assert (again.status_code, again.json()["code"]) == (409, "not_open")


PATHS = ("", "/text", "/signatures", "/pages/0/image", "/content")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("agency", [OTHER_WARD, STRANGER])
def test_another_agencys_document_is_not_there(
    api_office: ApiOffice, put: PutDocument, path: str, agency: str
) -> None:
    nosy = api_office.desk(Role.CLERK, agency)
    answer = nosy.get(f"/documents/{put.id}{path}")
    unknown = nosy.get(f"/documents/doc_nothing{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer.json()["detail"] == unknown.json()["detail"]


@pytest.mark.parametrize("path", PATHS)
def test_a_system_of_another_agency_reads_nothing_that_it_did_not_reuse(
    api_office: ApiOffice, put: PutDocument, path: str
) -> None:
    system = api_office.desk(Role.AGENCY, STRANGER)
    assert system.get(f"/documents/{put.id}{path}").status_code == 404


def test_the_agency_above_sees_what_stands_below_it(
    api_office: ApiOffice, put: PutDocument
) -> None:
    above = api_office.desk(Role.CLERK, PROVINCE)
    assert above.get(f"/documents/{put.id}").status_code == 200


def test_each_reading_leaves_a_trace(
    api_office: ApiOffice, clerk: httpx.Client, put: PutDocument
) -> None:
    for path in ("", "/text", "/content"):
        clerk.get(f"/documents/{put.id}{path}")
    with api_office.office.catalogue.reading() as tx:
        forms = [event.data.get("form") for event in tx.events.of_subject(put.id)]
    assert [form for form in forms if form] == ["record", "text", "content"]


def test_damaged_bytes_are_never_handed_out_whole(
    api_office: ApiOffice, clerk: httpx.Client, put: PutDocument
) -> None:
    damaged = put.pdf[:-1] + b"?"
    for kept in api_office.settings.spool.rglob(put.sha256):
        kept.write_bytes(damaged)
    with pytest.raises(httpx.RemoteProtocolError):  # the connection ends before the last chunk
        clerk.get(f"/documents/{put.id}/content")
