"""CRLs of any length, made in a moment: entries are written by hand, the signature is real."""

from collections.abc import Iterable
from pathlib import Path

from asn1crypto import crl
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from sohoa.samples.authority import Authority

_DATE = b"\x17\x0d260101000000Z"


def der(tag: int, content: bytes) -> bytes:
    """Return a DER value."""
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + content


def filler(count: int) -> bytes:
    """Return so many entries of serial numbers that no certificate of ours has."""
    start = b"\x30\x25\x02\x14\x10" + bytes(15)
    return b"".join(start + number.to_bytes(4, "big") + _DATE for number in range(count))


def long_crl(
    authority: Authority,
    revoked: Iterable[x509.Certificate] = (),
    *,
    before: int = 0,
    after: int = 0,
    days: int = 365,
    own: bytes = b"",
) -> bytes:
    """Return the authority's CRL with so many other entries around those revoked, and `own`."""
    plain = crl.CertificateList.load(authority.crl(revoked, days=days))
    tbs, names = plain["tbs_cert_list"], ("version", "signature", "issuer")
    parts = [tbs[name].dump() for name in (*names, "this_update", "next_update")]
    listed = tbs["revoked_certificates"].contents or b"" if list(revoked) else b""
    entries = filler(before) + listed + own + filler(after)
    signed = der(0x30, b"".join((*parts, der(0x30, entries), tbs["crl_extensions"].dump())))
    key = authority.key
    if isinstance(key, ec.EllipticCurvePrivateKey):
        value = key.sign(signed, ec.ECDSA(hashes.SHA256()))
    else:
        value = key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
    return der(0x30, signed + plain["signature_algorithm"].dump() + der(0x03, b"\0" + value))


def write_long_crl(path: Path, authority: Authority, count: int) -> None:
    """Write a CRL of so many entries, about 37 bytes each."""
    path.write_bytes(long_crl(authority, after=count))
