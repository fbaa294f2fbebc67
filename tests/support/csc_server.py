"""A remote signing service (CSC API 2.0.0.2) over real TLS, with real keys; and what it refuses."""

import base64
import json
import secrets
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from sohoa.samples.authority import Identity
from tests.support.pki import Pki

HASHES = {
    "2.16.840.1.101.3.4.2.1": hashes.SHA256(),
    "2.16.840.1.101.3.4.2.2": hashes.SHA384(),
    "2.16.840.1.101.3.4.2.3": hashes.SHA512(),
}
_IMPLIED = {
    **{f"1.2.840.113549.1.1.{11 + n}": hashed for n, hashed in enumerate(HASHES.values())},
    **{f"1.2.840.10045.4.3.{2 + n}": hashed for n, hashed in enumerate(HASHES.values())},
}
RSA_ALGORITHMS = ["1.2.840.113549.1.1.11", "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"]
TOKEN = "4/CKN69L8gdSYp5_pwH3XlFQZ3ndFhkXf9P2_TiHRG-bA"


class RefusedCall(Exception):  # noqa: N818 - an answer of the service, not an error of the test
    """An answer of the service: 400 with an error and its description."""

    def __init__(self, error: str, words: str) -> None:
        super().__init__(words)
        self.error = error


@dataclass
class CscService:
    """What the service has and how it behaves; `calls` are the methods asked for, in order."""

    identity: Identity
    base: str = ""
    ca_file: Path = Path()
    token_file: Path = Path()
    specs: str = "2.0.0.2"
    algorithms: list[str] = field(default_factory=lambda: list(RSA_ALGORITHMS))
    mode: str = "explicit"
    secrets: dict[str, str] = field(default_factory=lambda: {"PIN": "123456"})
    scal: str = "2"
    multisign: int = 5
    key_status: str = "enabled"
    underway: int = 0  # how often the signer has not yet answered
    spoil: Callable[[bytes], bytes] = bytes  # what becomes of a signature on its way
    calls: list[str] = field(default_factory=list)
    wrong: int = 0
    sads: dict[str, tuple[int, frozenset[str]]] = field(default_factory=dict)

    def uri(self, **changes: str) -> str:
        given = {"token-file": str(self.token_file), "ca-file": str(self.ca_file), **changes}
        return f"csc:{self.base}?" + "&".join(f"{name}={value}" for name, value in given.items())

    def answer(self, method: str, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.calls.append(method)
        return getattr(self, "_" + method.replace("/", "_"))(asked)

    def _info(self, _asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        return 200, {"specs": self.specs, "name": "thử", "authType": ["oauth2code"], "methods": []}

    def _credentials_list(self, _asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        return 200, {"credentialIDs": ["GX0112348"]}

    def _credentials_info(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self._known(asked)
        chain = (self.identity.certificate, *self.identity.chain)
        ders = [base64.b64encode(one.public_bytes(Encoding.DER)).decode() for one in chain]
        objects = [{"type": "Password", "id": id_, "format": "N"} for id_ in self.secrets]
        return 200, {
            "key": {"status": self.key_status, "algo": self.algorithms, "len": 2048},
            "cert": {"status": "valid", "certificates": ders},
            "auth": {"mode": self.mode, "objects": objects},
            "SCAL": self.scal,
            "multisign": self.multisign,
        }

    def _credentials_authorize(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self._known(asked)
        if self.wrong >= 3:
            raise RefusedCall("invalid_request", "Credential locked")
        if asked["numSignatures"] > self.multisign:
            raise RefusedCall("invalid_request", "Numbers of signatures is too high")
        given = {one["id"]: one["value"] for one in asked.get("authData", [])}
        if self.mode == "explicit" and given != self.secrets:
            self.wrong += 1
            raise RefusedCall("invalid_authentication_data", "The authentication data is invalid")
        if self.underway:
            return 202, {"handle": "h" * 32}
        return 200, {"SAD": self._sad(asked["numSignatures"], asked.get("hashes", []))}

    def _credentials_authorizeCheck(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:  # noqa: N802 - the API's name
        assert asked["handle"] == "h" * 32
        self.underway -= 1
        if self.underway:
            return 202, {"handle": asked["handle"]}
        return 200, {"SAD": self._sad(self.multisign, [])}

    def _credentials_extendTransaction(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:  # noqa: N802 - the API's name
        left, _ = self._spent(asked["SAD"])
        return 200, {"SAD": self._sad(left, asked.get("hashes", []))}

    def _signatures_signHash(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:  # noqa: N802 - the API's name
        self._known(asked)
        if self.mode != "oauth2code":
            left, bound = self._spent(asked["SAD"])
            if left < 1:
                raise RefusedCall("invalid_request", "SAD expired")
            if self.scal == "2" and not set(asked["hashes"]) <= bound:
                raise RefusedCall("invalid_request", "Hash is not authorized by the SAD")
            self.sads[asked["SAD"]] = (left - len(asked["hashes"]), bound)
        if asked["signAlgo"] not in self.algorithms:
            raise RefusedCall("invalid_request", "Invalid parameter signAlgo")
        made = [self._sign(base64.b64decode(one), asked) for one in asked["hashes"]]
        return 200, {"signatures": [base64.b64encode(self.spoil(one)).decode() for one in made]}

    def _sign(self, digest: bytes, asked: dict[str, Any]) -> bytes:
        algorithm = asked["signAlgo"]
        hashed = _IMPLIED.get(algorithm) or HASHES[asked["hashAlgorithmOID"]]
        key = self.identity.key
        if isinstance(key, ec.EllipticCurvePrivateKey):
            return key.sign(digest, ec.ECDSA(Prehashed(hashed)))
        assert isinstance(key, rsa.RSAPrivateKey)
        if "signAlgoParams" in asked:
            pss = padding.PSS(padding.MGF1(hashed), hashed.digest_size)
            return key.sign(digest, pss, Prehashed(hashed))
        return key.sign(digest, padding.PKCS1v15(), Prehashed(hashed))

    def _known(self, asked: dict[str, Any]) -> None:
        if asked.get("credentialID") != "GX0112348":
            raise RefusedCall("invalid_request", "Invalid parameter credentialID")

    def _sad(self, left: int, bound: list[str]) -> str:
        sad = secrets.token_urlsafe(16)
        self.sads[sad] = (left, frozenset(bound))
        return sad

    def _spent(self, sad: str) -> tuple[int, frozenset[str]]:
        if sad not in self.sads:
            raise RefusedCall("invalid_request", "Invalid parameter SAD")
        return self.sads[sad]


@contextmanager
def csc_service(folder: Path, pki: Pki) -> Iterator[CscService]:
    """Give a service on a free port of this machine, for the RSA identity `leader`."""
    service = CscService(identity=pki.leader, token_file=folder / "token")
    service.token_file.write_text(TOKEN + "\n", encoding="ascii")
    service.ca_file = folder / "tls.pem"

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16  # an answer in one piece

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                self._tell(401, {"error": "invalid_token"})
                return
            try:
                status, told = service.answer(self.path.removeprefix("/csc/v2/"), json.loads(body))
            except RefusedCall as refused:
                status = 400
                told = {"error": refused.error, "error_description": str(refused)}
            self._tell(status, told)

        def _tell(self, status: int, told: dict[str, Any]) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _write_tls(service.ca_file, folder / "tls.key")
    tls.load_cert_chain(service.ca_file, folder / "tls.key")
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    service.base = f"https://127.0.0.1:{server.server_address[1]}/csc/v2"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


def _write_tls(certificate: Path, key: Path) -> None:
    """Write a self-signed certificate for this machine's own address."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ký từ xa")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(private, hashes.SHA256())
    )
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    key.touch(mode=0o600)
    key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
