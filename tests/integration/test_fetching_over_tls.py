"""HTTPS is checked against the name of the host; issuers come in any of their forms."""

import io
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs7,
)
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing.errors import FetchError
from signing.fetching.allow_list import AllowList
from signing.fetching.answer_folder import AnswerFolder
from signing.fetching.fetcher import Ask
from signing.fetching.http_fetcher import HttpFetcher
from signing.fetching.issuers import FetchedIssuers
from tests.support.authority_server import AuthorityServer, authority_server
from tests.support.pki import Pki

CURVE = ec.generate_private_key(ec.SECP256R1())


@contextmanager
def tls_server(pki: Pki, folder: Path, name: str) -> Iterator[AuthorityServer]:
    """Serve with a certificate of this name, of the test's own root."""
    host = pki.root.issue(
        name,
        key=CURVE,
        purpose=ExtendedKeyUsageOID.SERVER_AUTH,
        pointers=[x509.SubjectAlternativeName([x509.DNSName(name)])],
    )
    (folder / "host.pem").write_bytes(
        host.certificate.public_bytes(Encoding.PEM)
        + CURVE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(folder / "host.pem")
    with authority_server(tls) as served:
        yield served


@pytest.mark.parametrize(("name", "holds"), [("inner.vn", True), ("other.vn", False)])
def test_a_host_shows_the_certificate_of_its_name(
    pki: Pki, tmp_path: Path, name: str, holds: bool
) -> None:
    trusted = ssl.create_default_context(
        cadata=pki.root.certificate.public_bytes(Encoding.PEM).decode()
    )
    with tls_server(pki, tmp_path, name) as server:
        server.paths["/x"] = b"here"
        fetcher = HttpFetcher(
            AllowList.parse(f"inner.vn:{server.port}=127.0.0.0/8"),
            resolve=lambda *_: ("127.0.0.1",),
            tls=trusted,
        )
        url = server.url("/x", "inner.vn").replace("http:", "https:")
        into = io.BytesIO()
        ask = Ask(url=url, most=100, seconds=5, accept="*/*")
        if holds:
            fetcher.fetch(ask, into)
            assert into.getvalue() == b"here"
        else:
            with pytest.raises(FetchError, match="TLS"):
                fetcher.fetch(ask, into)
            assert server.asked == []


def test_an_issuer_is_found_alone_in_pem_and_among_others_and_only_where_it_issued(
    pki: Pki,
) -> None:
    issuer, other = pki.intermediate.certificate, pki.stranger.chain[0]
    forms = {
        "/ca.der": issuer.public_bytes(Encoding.DER),
        "/ca.pem": other.public_bytes(Encoding.PEM) + issuer.public_bytes(Encoding.PEM),
        "/ca.p7c": pkcs7.serialize_certificates([other, issuer], Encoding.DER),
    }
    useless = {"/other": other.public_bytes(Encoding.DER), "/junk": b"no certificate"}
    with authority_server() as server:
        server.paths |= {**forms, **useless}
        issuers = FetchedIssuers(HttpFetcher(AllowList.parse(server.host)))
        for path in (*forms, *useless, "/ca.der?query"):
            leaf = pki.intermediate.issue("Lá", key=CURVE, pointers=server.pointers(issuer=path))
            found = issuers.above(leaf.certificate, 5)
            assert found == ((issuer,) if path in forms else ()), path
        assert len(server.asked) == 5  # one a form: an address with a query is not asked


def test_many_at_once_share_a_folder_of_answers_within_its_bound(tmp_path: Path) -> None:
    def keep(number: int) -> bool:
        folder = AnswerFolder(tmp_path, clock=lambda: datetime.now(UTC), most=3_000)
        key = f"key {number % 7}"
        folder.keep_bytes(bytes([number % 7]) * 500, key, datetime.now(UTC) + timedelta(hours=1))
        found = folder.find(key)
        try:
            return found is None or found.read_bytes() == bytes([number % 7]) * 500
        except FileNotFoundError:
            return True  # it went to make room

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(keep, range(200)))
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 3_000
