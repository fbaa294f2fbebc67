"""Authorities asked over real connections: OCSP by openssl, CRLs; good, revoked, stale, lying."""

import base64
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing.certificates import revocation
from signing.errors import FetchError
from signing.fetching.allow_list import AllowList
from signing.fetching.answer_folder import AnswerFolder
from signing.fetching.http_fetcher import HttpFetcher
from signing.fetching.http_revocation_source import HttpRevocationSource
from signing.fetching.revocation_source import NobodyToAskError
from signing.policy import Policy
from signing.verdict import Revocation
from sohoa.samples.authority import Identity
from tests.support.authority_server import AuthorityServer, authority_server, responder
from tests.support.pki import Pki

CURVE = ec.generate_private_key(ec.SECP256R1())


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def server() -> Iterator[AuthorityServer]:
    with authority_server() as served:
        yield served


@pytest.fixture
def issue(pki: Pki, server: AuthorityServer) -> Callable[..., Identity]:
    def issued(**places: str) -> Identity:
        pointers = server.pointers(**places)
        return pki.intermediate.issue("Người Được Hỏi", key=CURVE, pointers=pointers)

    return issued


@pytest.fixture
def source(server: AuthorityServer, tmp_path: Path) -> HttpRevocationSource:
    return make_source(server, tmp_path)


def make_source(
    server: AuthorityServer, tmp_path: Path, clock: Callable[[], datetime] = now
) -> HttpRevocationSource:
    fetcher = HttpFetcher(AllowList.parse(server.host), read_seconds=1)
    folder = AnswerFolder(tmp_path / "fetched", clock=clock)
    return HttpRevocationSource(fetcher, folder, policy=Policy(), clock=clock)


def state(pki: Pki, leaf: x509.Certificate, answers: revocation.Answers) -> Revocation:
    found = revocation.status(
        leaf, pki.intermediate.certificate, answers=answers, at=now(), now=now(), policy=Policy()
    )
    return found.revocation


def pair(pki: Pki, leaf: Identity) -> tuple[x509.Certificate, x509.Certificate]:
    return leaf.certificate, pki.intermediate.certificate


def test_ocsp_says_good_and_revoked_and_is_asked_once_in_its_time(
    pki: Pki,
    server: AuthorityServer,
    issue: Callable[..., Identity],
    source: HttpRevocationSource,
    tmp_path: Path,
) -> None:
    good, revoked = issue(ocsp="/ocsp"), issue(ocsp="/ocsp")
    server.paths["/ocsp"] = responder(
        tmp_path / "r",
        pki.intermediate,
        pki.intermediate,
        [good.certificate],
        [revoked.certificate],
    )
    assert state(pki, good.certificate, source.answers(pair(pki, good))) is Revocation.GOOD
    assert state(pki, revoked.certificate, source.answers(pair(pki, revoked))) is Revocation.REVOKED
    source.answers(pair(pki, good))
    assert server.asked == ["POST /ocsp", "POST /ocsp"]


def test_a_responder_by_its_own_certificate_is_believed_and_a_strangers_is_not(
    pki: Pki,
    server: AuthorityServer,
    issue: Callable[..., Identity],
    source: HttpRevocationSource,
    tmp_path: Path,
) -> None:
    one, other = issue(ocsp="/delegated"), issue(ocsp="/strange")
    delegate = pki.intermediate.issue("OCSP", key=CURVE, purpose=ExtendedKeyUsageOID.OCSP_SIGNING)
    for path, signer, leaf in (
        ("/delegated", delegate, one),
        ("/strange", pki.stranger, other),
    ):
        server.paths[path] = responder(
            tmp_path / path[1:], pki.intermediate, signer, [leaf.certificate], []
        )
    assert state(pki, one.certificate, source.answers(pair(pki, one))) is Revocation.GOOD
    with pytest.raises(FetchError, match=r"127\.0\.0\.1: the answer is not genuine"):
        source.answers(pair(pki, other))


def test_a_responder_without_post_or_nonce_is_asked_by_get(
    pki: Pki,
    server: AuthorityServer,
    issue: Callable[..., Identity],
    source: HttpRevocationSource,
    tmp_path: Path,
) -> None:
    leaf = issue(ocsp="/ocsp")
    real = responder(tmp_path / "r", pki.intermediate, pki.intermediate, [leaf.certificate], [])
    server.paths["/ocsp"] = lambda asked: real(base64.b64decode(unquote(asked.decode())))
    server.posts = False
    assert state(pki, leaf.certificate, source.answers(pair(pki, leaf))) is Revocation.GOOD


def replayed(pki: Pki, leaf: Identity, days: int, nonce: bytes | None) -> bytes:
    then = now() - timedelta(days=days)
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=leaf.certificate,
        issuer=pki.intermediate.certificate,
        algorithm=hashes.SHA1(),  # noqa: S303 - what responders use to name a certificate
        cert_status=ocsp.OCSPCertStatus.GOOD,
        this_update=then,
        next_update=then + timedelta(days=1),
        revocation_time=None,
        revocation_reason=None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, pki.intermediate.certificate)
    if nonce is not None:
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    return builder.sign(pki.intermediate.key, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.mark.parametrize(
    ("days", "nonce", "why"),
    [(9, None, "out of date"), (0, b"another question's", "another question")],
)
def test_an_old_answer_and_one_to_another_question_are_no_answers(
    pki: Pki,
    server: AuthorityServer,
    issue: Callable[..., Identity],
    source: HttpRevocationSource,
    days: int,
    nonce: bytes | None,
    why: str,
) -> None:
    leaf = issue(ocsp="/ocsp")
    answer = replayed(pki, leaf, days, nonce)

    def posted(asked: bytes) -> bytes:
        ocsp.load_der_ocsp_request(asked)  # by GET it is not DER: the server then hangs up
        return answer

    server.paths["/ocsp"] = posted
    with pytest.raises(FetchError, match=why):
        source.answers(pair(pki, leaf))


def test_a_crl_is_asked_where_ocsp_fails_and_a_failure_is_not_asked_again_at_once(
    pki: Pki,
    server: AuthorityServer,
    issue: Callable[..., Identity],
    source: HttpRevocationSource,
) -> None:
    leaf = issue(ocsp="/nothing", crl="/good.crl")
    server.paths["/good.crl"] = pki.intermediate.crl([pki.revoked.certificate])
    for _ in range(2):
        assert state(pki, leaf.certificate, source.answers(pair(pki, leaf))) is Revocation.GOOD
    assert [one for one in server.asked if "crl" in one] == ["GET /good.crl"]
    assert len([one for one in server.asked if "nothing" in one]) == 2  # POST, then GET; then not


def test_a_crl_that_revokes_is_an_answer_and_a_strangers_or_a_stale_one_is_not(
    pki: Pki,
    server: AuthorityServer,
    issue: Callable[..., Identity],
    source: HttpRevocationSource,
) -> None:
    leaf = issue(crl="/revoking.crl")
    server.paths["/revoking.crl"] = pki.intermediate.crl([leaf.certificate])
    assert state(pki, leaf.certificate, source.answers(pair(pki, leaf))) is Revocation.REVOKED
    stale, foreign = issue(crl="/stale.crl"), issue(crl="/foreign.crl")
    server.paths["/stale.crl"] = pki.intermediate.crl(days=0)
    server.paths["/foreign.crl"] = pki.root.crl()
    with pytest.raises(FetchError, match="out of date"):
        source.answers(pair(pki, stale))
    with pytest.raises(FetchError, match="not genuine"):
        source.answers(pair(pki, foreign))


def test_a_kept_answer_is_asked_for_anew_when_its_time_is_over(
    pki: Pki, server: AuthorityServer, issue: Callable[..., Identity], tmp_path: Path
) -> None:
    leaf = issue(crl="/good.crl")
    server.paths["/good.crl"] = pki.intermediate.crl()
    make_source(server, tmp_path).answers(pair(pki, leaf))
    tomorrow = make_source(server, tmp_path, lambda: now() + timedelta(hours=25))
    tomorrow.answers(pair(pki, leaf))
    assert server.asked == ["GET /good.crl"] * 2


def test_who_names_nobody_is_told_apart(
    pki: Pki, issue: Callable[..., Identity], source: HttpRevocationSource
) -> None:
    with pytest.raises(NobodyToAskError, match="Người Được Hỏi"):
        source.answers(pair(pki, issue()))
