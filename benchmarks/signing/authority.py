"""A timestamping authority that is fast enough not to be what is measured (RFC 3161).

    python -m benchmarks.signing.authority FILE.p12 PIN

In a process of its own, so that its work is not counted as ours; it tells its URL and answers until
its input ends. `openssl ts` needs 50 ms to begin.
"""

import hashlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from asn1crypto import cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

_MOST_BYTES = 64 << 10


@contextmanager
def fast_authority(p12: Path, pin: str) -> Iterator[str]:
    """Answer while the block runs; yield the URL."""
    command = [sys.executable, "-m", "benchmarks.signing.authority", str(p12), pin]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as child:
        if child.stdout is None or child.stdin is None:
            raise OSError("no pipes")
        try:
            yield child.stdout.readline().strip()
        finally:
            child.stdin.close()


class _Authority:
    def __init__(self, p12: Path, pin: str) -> None:
        key, certificate, chain = pkcs12.load_key_and_certificates(p12.read_bytes(), pin.encode())
        if not isinstance(key, rsa.RSAPrivateKey) or certificate is None:
            raise TypeError("an RSA key and its certificate")
        self._key, self._serial = key, 0
        ders = [one.public_bytes(Encoding.DER) for one in (certificate, *chain)]
        self._certificates = [x509.Certificate.load(der) for der in ders]
        self._identity = tsp.SigningCertificateV2(
            {"certs": [{"cert_hash": hashlib.sha256(ders[0]).digest()}]}
        )

    def answer(self, query: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(query)
        self._serial += 1
        info = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": "1.2.3.4.1",
                "message_imprint": asked["message_imprint"],
                "serial_number": self._serial,
                "gen_time": datetime.now(UTC).replace(microsecond=0),
                "nonce": asked["nonce"],
            }
        ).dump()
        attributes = cms.CMSAttributes(
            [
                cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
                cms.CMSAttribute(
                    {"type": "message_digest", "values": [hashlib.sha256(info).digest()]}
                ),
                cms.CMSAttribute({"type": "signing_certificate_v2", "values": [self._identity]}),
            ]
        )
        own = self._certificates[0]
        signature = self._key.sign(attributes.dump(), padding.PKCS1v15(), hashes.SHA256())
        named = cms.IssuerAndSerialNumber(
            {"issuer": own.issuer, "serial_number": own.serial_number}
        )
        signer = {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": named}),
            "digest_algorithm": {"algorithm": "sha256"},
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "rsassa_pkcs1v15"},
            "signature": signature,
        }
        signed = {
            "version": "v3",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {
                "content_type": "tst_info",
                "content": core.ParsableOctetString(info),
            },
            "certificates": self._certificates,
            "signer_infos": [signer],
        }
        token = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})
        answer = tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token})
        der: bytes = answer.dump()
        return der


def _handler(authority: _Authority) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 20.0

        def do_POST(self) -> None:
            length = min(int(self.headers.get("Content-Length") or 0), _MOST_BYTES)
            body = authority.answer(self.rfile.read(length))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def main(p12: Path, pin: str) -> None:
    """Tell the URL, and answer until whoever asked hangs up."""
    server = HTTPServer(("127.0.0.1", 0), _handler(_Authority(p12, pin)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_address[1]}/", flush=True)
    sys.stdin.read()
    server.shutdown()
    server.server_close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
