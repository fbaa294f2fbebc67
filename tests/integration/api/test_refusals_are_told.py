"""Operators hear of callers who are not let in, without a word that the caller chose."""

import httpx
import pytest

from api.app import PREFIX
from storage.people import Role
from tests.support.api_office import WARD, ApiOffice


def test_a_role_that_may_not_and_a_token_that_is_not_ours_are_in_the_log(
    api_office: ApiOffice, caplog: pytest.LogCaptureFixture
) -> None:
    desk = api_office.desk(Role.ADMIN)
    forbidden = desk.get("/documents/doc_0").json()["correlation_id"]
    headers = {"Authorization": "Bearer forged\ttoken", "X-Correlation-Id": "forged-id-0001"}
    httpx.get(f"{api_office.url}{PREFIX}/documents/doc_0", headers=headers)
    told = [record.getMessage() for record in caplog.records if record.name == "sohoa.api"]
    admin = api_office.client_id(Role.ADMIN, WARD)
    assert f"request {forbidden} refused: forbidden, read-document by {admin}" in told
    assert "request forged-id-0001 refused: invalid_token, GET by nobody known" in told
