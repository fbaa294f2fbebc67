"""Problems over HTTP: two languages, a page to open, no inner details; the API described."""

import json
import re

import httpx
import pytest

from storage.people import Role
from tests.support.api_office import ApiOffice, dossier_ask


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("vi", "Không tìm thấy"),
        ("en", "Not found"),
        ("en-US,en;q=0.9", "Not found"),
        ("fr", "Không tìm thấy"),
        ("", "Không tìm thấy"),
    ],
)
def test_a_problem_speaks_the_askers_language(
    api_office: ApiOffice, language: str, title: str
) -> None:
    answer = api_office.desk(Role.CLERK, language=language).get("/dossiers/nothing")
    problem = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "Accept-Language" in answer.headers["Vary"]
    assert problem["title"] == title
    assert problem["status"] == answer.status_code == 404
    assert problem["code"] == "not_found"
    assert problem["instance"] == "/api/v1/dossiers/nothing"
    assert problem["correlation_id"] == answer.headers["X-Correlation-Id"]


def test_the_type_of_a_problem_can_be_opened(api_office: ApiOffice) -> None:
    problem = api_office.desk(Role.CLERK).get("/dossiers/nothing").json()
    page = httpx.get(f"{api_office.url}{problem['type']}")
    assert page.status_code == 200
    assert "Không tìm thấy" in page.text
    assert "Not found" in page.text
    assert httpx.get(f"{api_office.url}/problems/%3Cscript%3E").status_code == 404


def test_a_plain_correlation_id_is_kept_and_a_forged_one_is_not(api_office: ApiOffice) -> None:
    desk = api_office.desk(Role.CLERK)
    kept = desk.get("/dossiers/x", headers={"X-Correlation-Id": "portal-0012345"})
    assert kept.headers["X-Correlation-Id"] == "portal-0012345"
    forged = desk.get("/dossiers/x", headers={"X-Correlation-Id": "a b<script>"})
    assert forged.headers["X-Correlation-Id"].startswith("req_")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "no_such_route"),
        ("GET", "/api/v1/nothing", 404, "no_such_route"),
        ("DELETE", "/api/v1/dossiers/x", 405, "method_not_allowed"),
        ("PUT", "/livez", 405, "method_not_allowed"),
    ],
)
def test_the_frameworks_refusals_are_problems_too(
    api_office: ApiOffice, method: str, path: str, status: int, code: str
) -> None:
    answer = httpx.request(method, f"{api_office.url}{path}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_wrong_member_is_named_and_its_value_is_not_repeated(api_office: ApiOffice) -> None:
    owner = {"scheme": "cccd", "value": "001203000123", "name": ["Nguyễn Văn Bí Mật"]}
    answer = api_office.desk(Role.CLERK).post("/dossiers", json=dossier_ask(owner=owner))
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"pointer": "/body/owner/name", "reason": "string_type"}]
    assert "Bí Mật" not in answer.text


@pytest.mark.parametrize(
    ("owner", "member", "limit"),
    [
        ({"name": "x" * 201}, "name", {"maxLength": 200}),
        ({"value": ""}, "value", {"minLength": 1}),
        ({"scheme": "?"}, "scheme", {"pattern": "^[a-z][a-z0-9_-]{0,31}$"}),
    ],
)
def test_a_wrong_member_comes_with_the_limit_it_broke(
    api_office: ApiOffice, owner: dict[str, str], member: str, limit: dict[str, object]
) -> None:
    person = {"scheme": "cccd", "value": "001203000123", "name": "Nguyễn Văn An", **owner}
    answer = api_office.desk(Role.CLERK).post("/dossiers", json=dossier_ask(owner=person))
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["limit"]) == (f"/body/owner/{member}", limit)
    shape = httpx.get(f"{api_office.url}/openapi.json").json()["components"]["schemas"]["OwnerAsk"]
    assert limit.items() <= shape["properties"][member].items()


def test_a_limit_of_a_query_is_told_too(api_office: ApiOffice) -> None:
    desk = api_office.desk(Role.CLERK)
    (width,) = desk.get("/documents/x/pages/0/image?width=1").json()["errors"]
    assert (width["pointer"], width["limit"]) == ("/query/width", {"minimum": 16})
    (form,) = desk.get("/documents/x/content?representation=all").json()["errors"]
    assert "'original'" in form["limit"]["expected"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"[" * 50_000,
        b'{"procedure": "' + b"9" * 5000 + b'"}',
        b'{"procedure": "\\u0000"}',
        b'{"procedure": "x", "owner": {"scheme": "cccd", "value": "1", "name": "\\ud800"}}',
        b'{"procedure": "x", "owner": {"scheme": "cccd", "value": "\\u0000", "name": "A"}}',
    ],
)
def test_no_json_body_makes_the_api_stumble(api_office: ApiOffice, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = api_office.desk(Role.CLERK).post("/dossiers", content=body, headers=headers)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not re.search(r"Traceback|File \"|sqlalchemy|\.py", answer.text)


def test_a_body_over_the_limit_is_413_before_anybody_is_asked_for(api_office: ApiOffice) -> None:
    headers = {"Content-Type": "application/json"}
    url = f"{api_office.url}/api/v1/dossiers"
    answer = httpx.post(url, content=b" " * (80 << 10), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "request_too_large")


@pytest.mark.parametrize(
    "path",
    [
        "/dossiers/%00",
        "/dossiers/..%2f..%2fetc",
        "/documents/%F0%9F%92%A9",
        "/documents/doc_0'--",
        "/jobs/" + "x" * 3000,
        "/signing-tasks?state=nonsense",
        "/signing-tasks?after=!!!",
        "/signing-tasks?limit=100000",
        "/reuse?owner=nobody",
        "/reuse?owner=cccd:1&on=someday",
        "/reuse",
    ],
)
def test_no_address_makes_the_api_stumble(api_office: ApiOffice, path: str) -> None:
    answer = api_office.desk(Role.CLERK).get(path)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_every_answer_forbids_sniffing_framing_and_scripts(api_office: ApiOffice) -> None:
    for path in ("/livez", "/docs", "/nothing", "/openapi.json"):
        headers = httpx.get(f"{api_office.url}{path}").headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] == "no-referrer"


def test_the_description_is_openapi_31_with_every_refusal(api_office: ApiOffice) -> None:
    document = httpx.get(f"{api_office.url}/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert "HTTPValidationError" not in json.dumps(document)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], path
            assert operation["description"], path
            if path.startswith("/api/v1/returns/"):  # let in by a ticket, not by a token
                assert "security" not in operation
            elif path.startswith("/api/v1"):
                assert operation["security"], path
                assert {"401", "403", "422", "500", "503"} <= operation["responses"].keys()
            for status, answer in operation["responses"].items():
                if status >= "400" and path.startswith("/api/v1"):
                    assert list(answer["content"]) == ["application/problem+json"], (method, path)


def test_ids_of_operations_are_plain_and_unique(api_office: ApiOffice) -> None:
    document = httpx.get(f"{api_office.url}/openapi.json").json()
    ids = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z_]+", name) for name in ids)


def test_the_docs_page_shows_every_route_without_scripts(api_office: ApiOffice) -> None:
    page = httpx.get(f"{api_office.url}/docs").text
    for path in httpx.get(f"{api_office.url}/openapi.json").json()["paths"]:
        assert path in page
    assert "<script" not in page


def test_it_is_alive_ready_and_counted(api_office: ApiOffice) -> None:
    assert httpx.get(f"{api_office.url}/livez").json() == {"status": "ok"}
    assert httpx.get(f"{api_office.url}/readyz").json() == {"status": "ok"}
    api_office.desk(Role.CLERK).get("/dossiers/secret-code-of-somebody")
    page = httpx.get(f"{api_office.url}/metrics")
    assert page.headers["Content-Type"].startswith("text/plain")
    assert 'operation="load_dossier",method="GET",status="404"' in page.text
    assert "secret-code-of-somebody" not in page.text
