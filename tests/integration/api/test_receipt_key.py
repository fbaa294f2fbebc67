"""Whoever holds a receipt can check it with the office's public key alone, offline."""

import base64
import json
from uuid import uuid4

import httpx
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from storage.people import Role
from storage.records import State
from tests.support.api_documents import put_document
from tests.support.api_office import STRANGER, ApiOffice

BASIS = {
    "dossier": "H38-20261121-0000003",
    "procedure": "1.005129",
    "purpose": "Xét cấp lại giấy phép",
    "legal_basis": "NĐ 224/2026/NĐ-CP, Điều 15",
}


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def checked(receipt: str, key_set: str) -> dict[str, object]:
    """Return what a receipt says, by RFC 7515 and `cryptography` alone."""
    head, payload, signature = receipt.split(".")
    kid = json.loads(decoded(head))["kid"]
    (key,) = [one for one in json.loads(key_set)["keys"] if one["kid"] == kid]
    assert (key["kty"], key["crv"], key["use"]) == ("OKP", "Ed25519", "sig")
    public = Ed25519PublicKey.from_public_bytes(decoded(key["x"]))
    public.verify(decoded(signature), f"{head}.{payload}".encode())
    said: dict[str, object] = json.loads(decoded(payload))
    return said


@pytest.fixture
def receipt(api_office: ApiOffice) -> str:
    clerk = api_office.desk(Role.CLERK)
    person = {"scheme": "cccd", "value": f"{uuid4().int % 10**12:012d}", "name": "Trần Thị Bình"}
    code = str(api_office.dossier(clerk, owner=person)["code"])
    put = put_document(api_office, code, mark=code, state=State.STORED, type_code="GKS")
    system = api_office.desk(Role.AGENCY, STRANGER)
    answer = system.post("/reuse", json={"document": put.id, **BASIS})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["receipt"])


def test_a_receipt_is_checked_with_what_the_office_publishes(
    api_office: ApiOffice, receipt: str
) -> None:
    published = httpx.get(f"{api_office.url}/.well-known/jwks.json")  # no token
    assert published.status_code == 200
    assert published.headers["Content-Type"] == "application/jwk-set+json"
    said = checked(receipt, published.text)
    assert said["agency"] == STRANGER
    head, payload, signature = receipt.split(".")
    forged = base64.urlsafe_b64encode(decoded(payload).replace(b"H38-", b"H39-")).decode()
    with pytest.raises(InvalidSignature):
        checked(f"{head}.{forged.rstrip('=')}.{signature}", published.text)


def test_nothing_private_is_published(api_office: ApiOffice) -> None:
    (key,) = httpx.get(f"{api_office.url}/.well-known/jwks.json").json()["keys"]
    assert key.keys() == {"kty", "crv", "x", "kid", "use", "alg"}
