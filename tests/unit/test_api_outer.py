"""The outermost layer: what nobody foresaw is logged whole and told as nothing but a 500."""

import asyncio
import logging

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from api.languages import Phrases
from api.outer import OuterLayer


async def failing(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("the inner secret")


async def failing_halfway(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"half", "more_body": True})
    raise RuntimeError("the inner secret")


async def asked(app: OuterLayer) -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://office") as client:
        return await client.get("/x", headers={"Accept-Language": "en"})


def test_the_unforeseen_is_a_500_without_detail(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "sohoa.api"):
        answer = asyncio.run(asked(OuterLayer(failing, Phrases.load())))
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_error"
    assert "secret" not in answer.text
    assert answer.json()["correlation_id"] in caplog.text
    assert "the inner secret" in caplog.text


def test_an_answer_that_breaks_off_does_not_look_whole() -> None:
    with pytest.raises(RuntimeError):
        asyncio.run(asked(OuterLayer(failing_halfway, Phrases.load())))
