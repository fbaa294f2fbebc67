"""A signed file chooses every address in it; a listener that is not on the list hears nothing."""

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from signing.certificates.fetched import Fetched
from signing.certificates.questions import Questions
from signing.certificates.trust import TrustStore
from signing.errors import FetchError
from signing.fetching.allow_list import AllowList
from signing.fetching.fetcher import Ask
from signing.fetching.http_fetcher import HttpFetcher
from signing.policy import Policy
from signing.verdict import Conclusion, Trust
from sohoa.samples.authority import Authority, Identity
from sohoa.wiring.fetching import asking_authorities
from storage.people import Actor, Role
from tests.fakes.objects import MemoryObjects
from tests.support.authority_server import AuthorityServer, authority_server
from tests.support.command import sohoa_here
from tests.support.pki import Pki
from tests.support.signed_pdfs import paper_pdf, signed_by
from workers.intake import Upload
from workers.judging import Judging
from workers.sandbox import Sandbox
from workers.sandboxed import Sandboxed

LISTED = "ocsp.ca.gov.vn, crl.ca.gov.vn=10.0.0.0/8, ca.example.vn:8080"


@pytest.fixture
def server() -> Iterator[AuthorityServer]:
    with authority_server() as served:
        yield served


def lure(authority: Authority, key: Identity, server: AuthorityServer, host: str) -> bytes:
    """Return a PDF signed by a certificate all of whose addresses lead to the listener."""
    pointers = server.pointers(
        ocsp=server.url("/ocsp", host), crl=server.url("/crl", host), issuer=server.url("/ca", host)
    )
    leaf = authority.issue("Mồi", key=key.key, pointers=pointers)
    return signed_by(leaf, paper_pdf())


DISGUISES = (
    "127.0.0.1",
    "localhost",
    "localhost.",
    "2130706433",
    "0177.0.0.1",
    "0x7f000001",
    "127.1",
    "[::ffff:127.0.0.1]",
    "ocsp.ca.gov.vn@127.0.0.1",
    "ocsp.ca.gov.vn:80@127.0.0.1",
)


@pytest.mark.parametrize("host", DISGUISES)
def test_the_fetcher_reaches_no_listener_that_is_not_listed(
    server: AuthorityServer, host: str
) -> None:
    fetcher = HttpFetcher(AllowList.parse(LISTED))
    for path in ("/crl", "/redirect"):
        ask = Ask(url=server.url(path, host), most=1000, seconds=2, accept="*/*")
        with pytest.raises(FetchError):
            fetcher.fetch(ask, BytesIO())
    assert server.connections == 0


def test_a_listed_name_that_turns_out_to_lie_here_is_not_connected_to(
    server: AuthorityServer,
) -> None:
    listed = AllowList.parse(f"rebound.vn:{server.port}")
    for address in ("127.0.0.1", "::ffff:127.0.0.1", "::1", "0.0.0.0"):  # noqa: S104 - refused
        fetcher = HttpFetcher(listed, resolve=lambda *_, lies=address: (lies,))
        ask = Ask(url=server.url("/crl", "rebound.vn"), most=1000, seconds=2, accept="*/*")
        with pytest.raises(FetchError, match=r"rebound\.vn lies in a network"):
            fetcher.fetch(ask, BytesIO())
    real = HttpFetcher(AllowList.parse(f"localhost:{server.port}"))
    with pytest.raises(FetchError, match="lies in a network"):
        real.fetch(Ask(url=server.url("/x", "localhost"), most=9, seconds=2, accept=""), BytesIO())
    assert server.connections == 0


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(
    server: AuthorityServer,
) -> None:
    """A name server that answers otherwise the second time is not asked a second time."""
    told: list[str] = []

    def resolve(host: str, port: int, seconds: float) -> tuple[str, ...]:
        told.append(host)
        return ("127.0.0.1",) if len(told) == 1 else ("127.0.0.2",)

    server.paths["/crl"] = b"here"
    listed = AllowList.parse(f"inner.vn:{server.port}=127.0.0.0/8")
    into = BytesIO()
    ask = Ask(url=server.url("/crl", "inner.vn"), most=1000, seconds=2, accept="*/*")
    HttpFetcher(listed, resolve=resolve).fetch(ask, into)
    assert (into.getvalue(), told, server.connections) == (b"here", ["inner.vn"], 1)


def test_a_redirect_is_not_followed_and_no_proxy_is_asked(
    server: AuthorityServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with authority_server() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url(""))
        fetcher = HttpFetcher(AllowList.parse(server.host))
        with pytest.raises(FetchError, match="302"):
            fetcher.fetch(
                Ask(url=server.url("/redirect"), most=1000, seconds=2, accept="*/*"), BytesIO()
            )
        assert (proxy.connections, server.asked) == (0, ["GET /redirect"])


@pytest.fixture(scope="module")
def roots(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a trust folder without any answer, so that every path raises questions."""
    folder = tmp_path_factory.mktemp("roots")
    (folder / "root.pem").write_bytes(pki.root.certificate.public_bytes(Encoding.PEM))
    return folder


@pytest.fixture(scope="module")
def judged(roots: Path) -> Iterator[Callable[[Path, str, Path], tuple[Conclusion, Trust]]]:
    """Judge as `POST /verify` does: the child judges, this process may ask."""
    with Sandbox() as sandbox:

        def judge(file: Path, listed: str, kept: Path) -> tuple[Conclusion, Trust]:
            judging = Judging(
                objects=MemoryObjects(),
                sandbox=Sandboxed(sandbox, asking=asking_authorities(listed, kept)),
                trust=lambda: roots,
                policy=Policy(),
                clock=lambda: datetime.now(UTC),
            )
            clerk = Actor(id="usr_1", name="Cán bộ", role=Role.CLERK, agency="G06")
            with file.open("rb") as stream:
                verdict = judging.verify(Upload(file.name, stream), clerk)
            return verdict.conclusion, verdict.signatures[0].trust

        yield judge


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
def test_judging_a_lure_of_a_trusted_signer_reaches_no_listener_that_is_not_listed(
    pki: Pki,
    server: AuthorityServer,
    tmp_path: Path,
    judged: Callable[[Path, str, Path], tuple[Conclusion, Trust]],
    host: str,
) -> None:
    (tmp_path / "lure.pdf").write_bytes(lure(pki.root, pki.leader, server, host))
    found = judged(tmp_path / "lure.pdf", LISTED, tmp_path / "kept")
    assert found == (Conclusion.INDETERMINATE, Trust.TRUSTED)
    assert server.connections == 0
    if host == "127.0.0.1":  # the same paper makes us ask where the listener is on the list
        judged(tmp_path / "lure.pdf", server.host, tmp_path / "kept")
        assert {"POST /ocsp", "GET /crl"} <= set(server.asked)


def test_a_stranger_makes_nobody_ask_about_revocation_even_where_the_host_is_listed(
    pki: Pki,
    server: AuthorityServer,
    tmp_path: Path,
    judged: Callable[[Path, str, Path], tuple[Conclusion, Trust]],
) -> None:
    stranger = Authority.root("Gốc của kẻ lạ", pki.now)
    (tmp_path / "lure.pdf").write_bytes(lure(stranger, pki.stranger, server, "127.0.0.1"))
    found = judged(tmp_path / "lure.pdf", server.host, tmp_path / "kept")
    assert found == (Conclusion.INDETERMINATE, Trust.UNTRUSTED)
    assert [one for one in server.asked if "/ca" not in one] == []


def test_the_command_reaches_no_listener_that_is_not_listed_nor_any_when_offline(
    pki: Pki, roots: Path, server: AuthorityServer, tmp_path: Path
) -> None:
    for number, host in enumerate(("127.0.0.1", "localhost", "2130706433")):
        (tmp_path / f"{number}.pdf").write_bytes(lure(pki.root, pki.leader, server, host))
    papers = sorted(tmp_path.glob("*.pdf"))
    words = ("verify", "--json", *papers, "--trust", roots)
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    for env, more in (
        ({}, ()),
        ({"SOHOA_FETCH": LISTED}, ()),
        ({"SOHOA_FETCH": f"{server.host},localhost:{server.port}=127.0.0.0/8"}, ("--offline",)),
    ):
        ran = sohoa_here(*words, *more, env={**cache, **env})
        assert (ran.status, len(ran.records)) == (1, 3), ran.err
        codes = {why["code"] for one in ran.records for why in one["signatures"][0]["reasons"]}
        listed = bool(env) and not more
        assert ("revocation_unreachable" in codes) is listed
    assert server.connections == 0


def test_questions_of_a_child_that_was_taken_over_are_not_believed(
    pki: Pki, server: AuthorityServer, tmp_path: Path
) -> None:
    forger = Authority.root("Gốc của kẻ lạ", pki.now)
    leaf = forger.issue("Mồi", key=pki.leader.key, pointers=server.pointers(ocsp="/o", crl="/c"))
    chain = (leaf.certificate, forger.certificate, pki.root.certificate)
    lies = Questions(paths=(tuple(c.public_bytes(Encoding.DER) for c in chain), (b"no DER",)))
    asking = asking_authorities(server.host, tmp_path / "kept")
    assert asking is not None
    trust = TrustStore.from_folder(pki.folder, answers=False)
    told: list[Fetched] = []

    def judge(known: Fetched) -> tuple[str, Questions]:
        told.append(known)
        return "verdict", lies

    assert asking.online.judged(judge, lambda: trust, datetime.now(UTC)) == "verdict"
    assert (told, server.connections) == ([Fetched()], 0)


def test_the_listener_would_have_heard(server: AuthorityServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as client:
        client.sendall(b"GET /x HTTP/1.0\r\n\r\n")
        assert b"404" in client.recv(100)
    assert server.connections == 1
