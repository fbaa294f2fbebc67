"""A real timestamping authority: `openssl ts` behind a small HTTP server, with faults on demand."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from asn1crypto import tsp
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sohoa.samples.authority import Identity
from tests.support.pki import Pki

_CONFIG = """[tsa]
default_tsa = sohoa
[sohoa]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Fault(StrEnum):
    NONE = "none"
    DOWN = "down"  # answers 503
    REFUSES = "refuses"  # status: rejection
    OTHER_NONCE = "other-nonce"
    OTHER_DIGEST = "other-digest"
    FLIPPED = "flipped"  # one byte of the token's signature
    GARBAGE = "garbage"
    ENDLESS = "endless"
    WRONG_TYPE = "wrong-type"
    SLOW = "slow"  # a good answer, a byte at a time


@dataclass
class Tsa:
    """`fault` may be changed while it runs; `asked` counts the requests."""

    folder: Path
    url: str = ""
    fault: Fault = Fault.NONE
    asked: int = field(default=0)

    def answer(self, query: bytes) -> bytes:
        request = tsp.TimeStampReq.load(query)
        match self.fault:
            case Fault.GARBAGE:
                return b"\x30\x03garbage"
            case Fault.REFUSES:
                query = query[: len(query) // 2]
            case Fault.OTHER_NONCE:
                request["nonce"] = request["nonce"].native ^ 1
                query = request.dump(force=True)
            case Fault.OTHER_DIGEST:
                request["message_imprint"]["hashed_message"] = bytes(32)
                query = request.dump(force=True)
            case _:
                pass  # the answer itself is good
        reply = self._openssl(query)
        if self.fault is Fault.FLIPPED:
            reply = reply[:-9] + bytes([reply[-9] ^ 1]) + reply[-8:]
        return reply

    def _openssl(self, query: bytes) -> bytes:
        asked, made = self.folder / f"{self.asked}.tsq", self.folder / f"{self.asked}.tsr"
        asked.write_bytes(query)
        subprocess.run(
            [
                *("openssl", "ts", "-reply", "-config", self.folder / "tsa.cnf"),
                *("-queryfile", asked, "-out", made, "-inkey", self.folder / "key.pem"),
                *("-signer", self.folder / "tsa.pem", "-chain", self.folder / "chain.pem"),
            ],
            check=True,
            capture_output=True,
            timeout=30,
        )
        return made.read_bytes()


@contextmanager
def running_tsa(identity: Identity, folder: Path) -> Iterator[Tsa]:
    """Serve timestamps with this identity on a free port of the loopback."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tsa.cnf").write_text(_CONFIG.format(folder=folder))
    (folder / "serial").write_text("1000\n")
    (folder / "tsa.pem").write_bytes(identity.certificate.public_bytes(Encoding.PEM))
    (folder / "chain.pem").write_bytes(
        b"".join(issuer.public_bytes(Encoding.PEM) for issuer in identity.chain)
    )
    (folder / "key.pem").write_bytes(
        identity.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    tsa = Tsa(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(tsa))
    tsa.url = f"http://127.0.0.1:{server.server_address[1]}/tsa"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield tsa
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def _handler(tsa: Tsa) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            tsa.asked += 1
            query = self.rfile.read(int(self.headers["Content-Length"]))
            if tsa.fault is Fault.DOWN:
                self.send_error(503)
                return
            reply = bytes(1 << 20) if tsa.fault is Fault.ENDLESS else tsa.answer(query)
            kind = "text/html" if tsa.fault is Fault.WRONG_TYPE else "application/timestamp-reply"
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            try:
                if tsa.fault is Fault.SLOW:
                    for byte in reply[:20]:
                        self.wfile.write(bytes([byte]))
                        time.sleep(0.05)
                self.wfile.write(reply)
            except ConnectionError:
                return  # the client had enough

        def log_message(self, *_: object) -> None:
            """Say nothing: pytest's output is for test results."""

    return Handler


@pytest.fixture
def tsa(pki: Pki, tmp_path: Path) -> Iterator[Tsa]:
    """Give a running authority of the test hierarchy."""
    with running_tsa(pki.tsa, tmp_path / "tsa") as running:
        yield running
