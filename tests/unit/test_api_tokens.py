"""Access tokens and client secrets: what holds, and what must not."""

from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from api.credentials import MAX_SECRET, hash_secret, matches, new_secret
from api.problems import ProblemError
from api.settings import ApiSettings
from api.tokens import AUDIENCE, ISSUER, TokenAuthority

KEY = b"k" * 32
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def authority(key: bytes = KEY, *, at: datetime = NOW) -> TokenAuthority:
    return TokenAuthority(key, seconds=900, clock=lambda: at)


def refused(token: str, by: TokenAuthority) -> bool:
    with pytest.raises(ProblemError) as problem:
        by.subject(token)
    return problem.value.status == 401


def test_a_token_says_whom_it_speaks_for() -> None:
    assert authority().subject(authority().issue("cli_1")) == "cli_1"


def test_a_token_dies_of_age() -> None:
    late = authority(at=NOW + timedelta(seconds=1000))
    assert refused(authority().issue("cli_1"), late)


def test_a_token_of_another_key_does_not_hold() -> None:
    assert refused(authority(b"x" * 32).issue("cli_1"), authority())


def test_no_two_tokens_are_the_same() -> None:
    assert authority().issue("cli_1") != authority().issue("cli_1")


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "é.é.é", "x" * 5000, "\x00"])
def test_what_is_no_token_is_401(token: str) -> None:
    assert refused(token, authority())


def claims(**changes: object) -> dict[str, object]:
    now = int(NOW.timestamp())
    known = {"iss": ISSUER, "aud": AUDIENCE, "sub": "cli_1", "iat": now, "exp": now + 60}
    return {name: value for name, value in {**known, **changes}.items() if value is not None}


@pytest.mark.parametrize(
    "changes",
    [{"iss": "other"}, {"aud": "other"}, {"sub": None}, {"exp": None}, {"aud": None}],
)
def test_a_well_signed_token_with_wrong_claims_does_not_hold(changes: dict[str, object]) -> None:
    key = OctKey.import_key(KEY)
    token = jwt.encode({"alg": "HS256", "typ": "at+jwt"}, claims(**changes), key)
    assert refused(token, authority())


def test_another_type_of_our_own_jwt_is_no_access_token() -> None:
    token = jwt.encode({"alg": "HS256", "typ": "receipt"}, claims(), OctKey.import_key(KEY))
    assert refused(token, authority())


def test_an_unsigned_token_does_not_hold() -> None:
    # {"alg":"none","typ":"at+jwt"} . {"sub":"cli_1"} . (nothing)
    assert refused("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.eyJzdWIiOiJjbGlfMSJ9.", authority())


def test_a_short_token_key_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        ApiSettings(token_key=b"short")


def test_a_secret_matches_its_own_hash_only() -> None:
    secret = new_secret()
    known = hash_secret(secret)
    assert known.startswith("$argon2id$")
    assert matches(known, secret)
    assert not matches(known, new_secret())


def test_nobody_matches_an_unknown_client_a_broken_hash_or_a_huge_secret() -> None:
    assert not matches(None, "anything")
    assert not matches("not a hash", "anything")
    assert not matches(hash_secret("x"), "x" * (MAX_SECRET + 1))
