"""A certificate hierarchy for tests, made fresh: signers good and bad, a TSA, CRLs."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing.keys.keys_p12 import P12Key
from sohoa.samples.authority import Authority, Identity

PIN = "mật-khẩu-1234"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pki:
    """`folder` is a trust folder: the root, the intermediate and both CRLs."""

    now: datetime
    folder: Path
    root: Authority
    intermediate: Authority
    leader: Identity
    agency: Identity
    curve: Identity  # P-256
    expired: Identity
    future: Identity
    revoked: Identity
    encipher_only: Identity
    tls_server: Identity
    stranger: Identity  # of a root that is not in the folder
    tsa: Identity


def make_pki(folder: Path, now: datetime | None = None) -> Pki:
    """Make a hierarchy around `now` (the present) and its trust folder."""
    now = (now or datetime.now(UTC)).replace(microsecond=0)
    root = Authority.root("Gốc chứng thực thử nghiệm", now)
    intermediate = root.subordinate("CA thử nghiệm")
    day = timedelta(days=1)
    revoked = intermediate.issue("Người Bị Thu Hồi")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "root.pem").write_bytes(root.certificate.public_bytes(Encoding.PEM))
    (folder / "intermediate.crt").write_bytes(intermediate.certificate.public_bytes(Encoding.DER))
    (folder / "root.crl").write_bytes(root.crl())
    (folder / "intermediate.crl").write_bytes(intermediate.crl([revoked.certificate]))
    return Pki(
        now=now,
        folder=folder,
        root=root,
        intermediate=intermediate,
        leader=intermediate.issue("Nguyễn Thị Thủy Hường", organisation="UBND xã Đông Hải"),
        agency=intermediate.issue("UBND xã Đông Hải", organisation="UBND tỉnh Khánh Hòa"),
        curve=intermediate.issue("Trần Quốc Ý", key=ec.generate_private_key(ec.SECP256R1())),
        expired=intermediate.issue("Hết Hạn", start=now - 90 * day, end=now - day),
        future=intermediate.issue("Chưa Tới", start=now + day, end=now + 90 * day),
        revoked=revoked,
        encipher_only=intermediate.issue("Chỉ Mã Hóa", signs=False),
        tls_server=intermediate.issue("máy chủ", purpose=ExtendedKeyUsageOID.SERVER_AUTH),
        stranger=Authority.root("Gốc lạ", now).issue("Người Lạ"),
        tsa=intermediate.issue_timestamping("TSA thử nghiệm"),
    )


def key_of(identity: Identity) -> P12Key:
    """Return the identity's key, as if read from a PKCS#12 file."""
    return P12Key(identity.key, identity.certificate, identity.chain)


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    """Give one hierarchy to the whole session: making RSA keys takes a second."""
    return make_pki(tmp_path_factory.mktemp("pki") / "trust")
