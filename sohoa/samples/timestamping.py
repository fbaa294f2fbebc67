"""The demo's timestamping authority: `openssl ts` behind a loopback HTTP server (RFC 3161).

For samples only: one request at a time is enough for it, and its key lies in a file.
"""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from signing.errors import KeyUnavailableError

_CONFIG: Final = """[tsa]
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
_MOST_BYTES: Final = 64 * 1024
_SECONDS: Final = 20.0


@contextmanager
def running_authority(p12: Path, pin: str, folder: Path) -> Iterator[str]:
    """Answer timestamp requests while the block runs; yield the authority's URL.

    Raises `KeyUnavailableError` when the file does not open or openssl is not installed.
    """
    openssl = shutil.which("openssl")
    key, certificate, chain = pkcs12.load_key_and_certificates(p12.read_bytes(), pin.encode())
    if openssl is None or key is None or certificate is None:
        raise KeyUnavailableError("the sample authority needs openssl and its key")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "tsa.cnf").write_text(_CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    (folder / "key.pem").touch(mode=0o600)
    (folder / "key.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    (folder / "tsa.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "chain.pem").write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in chain))
    server = HTTPServer(("127.0.0.1", 0), _answers_with(openssl, folder))
    thread = threading.Thread(target=server.serve_forever, name="timestamping", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=_SECONDS)


def _answers_with(openssl: str, folder: Path) -> type[BaseHTTPRequestHandler]:
    class Answers(BaseHTTPRequestHandler):
        """Answers POST with a timestamp reply."""

        timeout = _SECONDS

        def do_POST(self) -> None:
            """Answer one query."""
            length = int(self.headers.get("Content-Length") or 0)
            if not 0 < length <= _MOST_BYTES:
                self.send_error(413)
                return
            asked, made = folder / "query.tsq", folder / "reply.tsr"
            asked.write_bytes(self.rfile.read(length))
            subprocess.run(
                [
                    *(openssl, "ts", "-reply", "-config", str(folder / "tsa.cnf")),
                    *("-queryfile", str(asked), "-out", str(made)),
                    *("-inkey", str(folder / "key.pem"), "-signer", str(folder / "tsa.pem")),
                    *("-chain", str(folder / "chain.pem")),
                ],
                check=True,
                capture_output=True,
                timeout=_SECONDS,
            )
            reply = made.read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited name
            """Say nothing."""

    return Answers
