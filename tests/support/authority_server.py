"""A certification authority's servers as a test wants them: OCSP by openssl, CRLs, certificates.

Every connection is counted, whatever comes of it; paths do what their names say.
"""

import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import AuthorityInformationAccessOID as Access

from sohoa.samples.authority import Authority, Identity

Answer = Callable[[bytes], bytes]


@dataclass
class AuthorityServer:
    """`paths`: what each path answers, given the request's body; None of it: 404."""

    port: int = 0
    connections: int = 0
    asked: list[str] = field(default_factory=list)
    paths: dict[str, Answer | bytes] = field(default_factory=dict)
    posts: bool = True
    ended: Event = field(default_factory=Event)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def pointers(
        self, *, ocsp: str = "", crl: str = "", issuer: str = ""
    ) -> list[x509.ExtensionType]:
        """Return the extensions that name these paths (or whole URLs)."""
        found: list[x509.ExtensionType] = []
        access = [
            x509.AccessDescription(method, self._named(place))
            for method, place in ((Access.OCSP, ocsp), (Access.CA_ISSUERS, issuer))
            if place
        ]
        if access:
            found.append(x509.AuthorityInformationAccess(access))
        if crl:
            point = x509.DistributionPoint([self._named(crl)], None, None, None)
            found.append(x509.CRLDistributionPoints([point]))
        return found

    def _named(self, place: str) -> x509.GeneralName:
        url = self.url(place) if place.startswith("/") else place
        return x509.UniformResourceIdentifier(url)


@contextmanager
def authority_server(tls: ssl.SSLContext | None = None) -> Iterator[AuthorityServer]:
    """Serve on a free port of the loopback, over TLS where it is given."""
    served = AuthorityServer()
    server = _Server(served)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    served.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        served.ended.set()
        server.shutdown()
        server.server_close()
        thread.join(10)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, served: AuthorityServer) -> None:
        self._served = served
        super().__init__(("127.0.0.1", 0), _handler(served))

    def get_request(self) -> tuple[socket.socket, object]:
        self._served.connections += 1
        return super().get_request()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up: many tests make them."""


def _handler(served: AuthorityServer) -> type[BaseHTTPRequestHandler]:
    class Bound(_Handler):
        pass

    Bound.served = served
    return Bound


class _Handler(BaseHTTPRequestHandler):
    served: AuthorityServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.served.asked.append(f"POST {self.path}")
        if self.served.posts:
            self._answer(self.path, body)
        else:
            self.send_error(405)

    def do_GET(self) -> None:
        self.served.asked.append(f"GET {self.path}")
        self._answer(self.path, b"")

    def _answer(self, path: str, body: bytes) -> None:
        start = b"HTTP/1.1 200 OK\r\n"
        word = path.split("/")[1]
        match word:
            case "redirect":
                self.send_response(302)
                self.send_header("Location", self.served.url("/good.crl"))
                self.end_headers()
            case "drip":
                self._drip(start + b"X-Slow: " + b"a" * 1000)
            case "trickle":
                self._drip(start + b"Content-Length: 1000\r\n\r\n" + bytes(1000))
            case "endless":
                self.wfile.write(start + b"Connection: close\r\n\r\n")
                while not self.served.ended.is_set():
                    self.wfile.write(bytes(1 << 16))
            case "promised":
                self.wfile.write(start + b"Content-Length: 99999999999\r\n\r\n")
            case "broken-off":
                self.wfile.write(start + b"Content-Length: 100\r\n\r\nhalf")
            case "packed":
                self.wfile.write(start + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b")
            case _:
                self._good(path, body)

    def _drip(self, data: bytes) -> None:
        for at in range(len(data)):
            if self.served.ended.wait(0.02):
                return
            self.wfile.write(data[at : at + 1])

    def _good(self, path: str, body: bytes) -> None:
        known = next((p for p in self.served.paths if f"{path}/".startswith(p + "/")), None)
        if known is None:
            self.send_error(404)
            return
        answer = self.served.paths[known]
        if not isinstance(answer, bytes):
            answer = answer(body or path.removeprefix(known + "/").encode())
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing: pytest's output is for test results."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Responder:
    """`openssl ocsp` over an index of certificates; answers one DER request at a time."""

    folder: Path
    extra: tuple[str, ...] = ()

    def __call__(self, request: bytes) -> bytes:
        (self.folder / "asked.der").write_bytes(request)
        subprocess.run(
            [
                *("openssl", "ocsp", "-index", "index.txt", "-CA", "ca.pem", "-ndays", "7"),
                *("-rsigner", "signer.pem", "-rkey", "key.pem"),
                *("-reqin", "asked.der", "-respout", "told.der", *self.extra),
            ],
            check=True,
            capture_output=True,
            timeout=30,
            cwd=self.folder,
        )
        return (self.folder / "told.der").read_bytes()


def responder(
    folder: Path,
    authority: Authority,
    signer: Identity | Authority,
    good: list[x509.Certificate],
    revoked: list[x509.Certificate],
    *extra: str,
) -> Responder:
    """Set up a responder that knows these certificates of the authority."""
    folder.mkdir(parents=True)
    lines = [
        *(f"V\t401231000000Z\t\t{c.serial_number:X}\tunknown\t/CN=x" for c in good),
        *(f"R\t401231000000Z\t250101000000Z\t{c.serial_number:X}\tunknown\t/CN=x" for c in revoked),
    ]
    padded = [_even(line) for line in lines]
    (folder / "index.txt").write_text("\n".join(padded) + "\n")
    (folder / "ca.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    (folder / "signer.pem").write_bytes(signer.certificate.public_bytes(Encoding.PEM))
    key = signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(key)
    return Responder(folder=folder, extra=extra)


def _even(line: str) -> str:
    """Write the serial number with whole bytes, as openssl's index has them."""
    parts = line.split("\t")
    parts[3] = parts[3].zfill(len(parts[3]) + len(parts[3]) % 2)
    return "\t".join(parts)
