"""The demo's own certificates and keys: never for real papers.

Made at run time: a root, an intermediate, CRLs; the digitiser's and the agency's key as PKCS#12
files; the leader's key on a SoftHSM token, because a leader's key belongs on a device. The sign
worker is told of them by `keys.json` in the keys folder; the PINs lie in files beside it (0600).
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sohoa.keyring import KeyPlace, Keyring
from sohoa.samples.authority import Authority, Identity
from sohoa.samples.fonts import find_family
from sohoa.samples.signature_images import write_handwriting, write_seal
from sohoa.samples.softhsm import SoftHsm

LEADER = "leader"
AGENCY = "agency"
DIGITISER = "digitiser"


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleKey:
    """One key as an office registers it: `uri` for the sign worker, PEM for everybody."""

    name: str
    uri: str
    pin_file: Path
    certificate: str
    chain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePki:
    """What was made. `environment` is what the sign worker needs for SoftHSM."""

    trust: Path
    keys: dict[str, SampleKey]
    environment: dict[str, str]
    handwriting: Path  # PNG of the leader's signature
    seal: Path  # PNG of the agency's seal
    timestamping: Path  # PKCS#12 of a timestamping authority, with the same PIN


def make_sample_pki(
    trust: Path,
    keys: Path,
    now: datetime,
    *,
    leader: str,
    agency: str,
    digitiser: str,
    pin: str,
) -> SamplePki:
    """Fill the trust folder and the keys folder (made if missing) and return what is in them.

    Raises `KeyUnavailableError` when SoftHSM is not installed.
    """
    for folder in (trust, keys):
        folder.mkdir(parents=True, exist_ok=True)
    keys.chmod(0o700)
    root = Authority.root("Sohoa sample root - MAU, KHONG CO GIA TRI", now)
    authority = root.subordinate("Sohoa sample CA - MAU, KHONG CO GIA TRI")
    for name, one in (("sample-root", root), ("sample-ca", authority)):
        (trust / f"{name}.pem").write_bytes(one.certificate.public_bytes(Encoding.PEM))
        (trust / f"{name}.crl").write_bytes(one.crl())
    pin_file = _secret(keys / "sample.pin", pin)
    made = {}
    for name, holder in ((DIGITISER, digitiser), (AGENCY, agency)):
        identity = authority.issue(holder, organisation=agency)
        identity.write_p12(keys / f"{name}.p12", pin)
        made[name] = _record(name, f"p12:{keys / name}.p12", pin_file, identity)
    identity = authority.issue(leader, organisation=agency)
    token = SoftHsm.make(keys / "softhsm", "sohoa-sample", pin)
    token.add(identity, LEADER, 1)
    made[LEADER] = _record(LEADER, token.uri(LEADER), pin_file, identity)
    timestamping = keys / "timestamping.p12"
    authority.issue_timestamping("Sohoa sample TSA").write_p12(timestamping, pin)
    ring = Keyring(keys, None)
    for name, key in made.items():
        ring.add(name, KeyPlace(uri=key.uri, pin_file=key.pin_file))
    rng = Random(leader)  # noqa: S311 - an invented hand, the same for the same name
    return SamplePki(
        trust=trust,
        keys=made,
        environment=token.environment(),
        handwriting=write_handwriting(_private(keys / "handwriting.png"), rng),
        seal=write_seal(_private(keys / "seal.png"), agency, find_family(), rng),
        timestamping=timestamping,
    )


def _record(name: str, uri: str, pin_file: Path, identity: Identity) -> SampleKey:
    return SampleKey(
        name=name,
        uri=uri,
        pin_file=pin_file,
        certificate=_pem(identity.certificate),
        chain="".join(_pem(issuer) for issuer in identity.chain),
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def _secret(path: Path, text: str) -> Path:
    _private(path)
    path.write_text(text, encoding="utf-8")
    return path


def _private(path: Path) -> Path:
    """Make the file before anything is in it: who has a picture of a seal can stamp with it."""
    path.touch(mode=0o600)
    return path
