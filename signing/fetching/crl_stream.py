"""A CRL (RFC 5280 clause 5.1) of any length, read once from start to end in little memory.

The entries of given serial numbers are kept, all others pass by; the to-be-signed part is hashed on
the way and the signature at the end checked against the issuer's key. What is kept becomes a
`CrlExcerpt`; whether it is fresh and speaks for a certificate is judged where all CRLs are.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from asn1crypto.algos import SignedDigestAlgorithm
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from signing.certificates.crl_excerpt import CrlExcerpt, key_of
from signing.fetching.der_stream import DerError, DerStream

_SEQUENCE: Final = 0x30
_INTEGER: Final = 0x02
_UTC_TIME: Final = 0x17
_GENERALIZED_TIME: Final = 0x18
_EXTENSIONS: Final = 0xA0
_BIT_STRING: Final = 0x03
_MOST_PART: Final = 64 * 1024  # issuer, extensions, one entry
_MOST_KEPT: Final = 64  # entries of the few serial numbers looked for
_WINDOW: Final = 256 * 1024


def excerpt(
    source: BinaryIO, issuer: x509.Certificate, certificates: Collection[x509.Certificate]
) -> CrlExcerpt:
    """Return what the CRL says of the certificates; the issuer's key must have signed it.

    Raises `DerError` where it is no CRL, `InvalidSignature` where the key does not fit, and
    `UnsupportedAlgorithm` for other keys than RSA and elliptic curves.
    """
    wanted = frozenset(_integer(certificate.serial_number) for certificate in certificates)
    stream = DerStream(source)
    tag, length, _ = stream.header()
    if tag != _SEQUENCE:
        raise DerError("it is no CRL")
    end = stream.position + length
    signed = _Signed()
    stream.hear = signed.hear
    tbs = _to_be_signed(stream, wanted, signed)
    stream.hear = signed.ignore
    _, algorithm = stream.element(_MOST_PART)
    kind, signature = stream.element(_MOST_PART)
    if kind != _BIT_STRING or stream.position != end or stream.peek() is not None:
        raise DerError("it does not end with its signature")
    if algorithm != tbs.algorithm:
        raise DerError("it names two signature algorithms")
    der = _sequence(tbs.assembled() + algorithm + signature)
    _check(der, issuer, signed.digest())
    serials = frozenset(str(certificate.serial_number) for certificate in certificates)
    return CrlExcerpt(der=der, signer=key_of(issuer), serials=serials)


class _Signed:
    """Hashes what is heard. The algorithm stands inside what is hashed, so a start is kept."""

    def __init__(self) -> None:
        self._start = bytearray()
        self._state: hashes.Hash | None = None

    def hear(self, part: bytes) -> None:
        if self._state is None:
            self._start += part
        else:
            self._state.update(part)

    def ignore(self, part: bytes) -> None:
        """Hear what is not signed."""

    def begin(self, algorithm: hashes.HashAlgorithm) -> None:
        self._state = hashes.Hash(algorithm)
        self._state.update(bytes(self._start))
        self._start.clear()

    def digest(self) -> bytes:
        if self._state is None:
            raise DerError("it names no hash algorithm")
        return self._state.finalize()


@dataclass(slots=True)
class _Kept:
    """The small parts of a to-be-signed list."""

    head: bytes = b""
    algorithm: bytes = b""
    entries: list[bytes] = field(default_factory=list)
    extensions: bytes = b""

    def assembled(self) -> bytes:
        entries = _sequence(b"".join(self.entries)) if self.entries else b""
        return _sequence(self.head + entries + self.extensions)


def _to_be_signed(stream: DerStream, wanted: Collection[bytes], signed: _Signed) -> _Kept:
    tag, length, _ = stream.header()
    if tag != _SEQUENCE:
        raise DerError("it is no CRL")
    end = stream.position + length
    kept = _Kept()
    tag, value = stream.element(_MOST_PART)
    if tag == _INTEGER:
        kept.head += value
        tag, value = stream.element(_MOST_PART)
    kept.algorithm = value
    kept.head += value
    signed.begin(_hash_of(value))
    for _ in ("issuer", "thisUpdate"):
        kept.head += stream.element(_MOST_PART)[1]
    if stream.position < end and stream.peek() in {_UTC_TIME, _GENERALIZED_TIME}:
        kept.head += stream.element(_MOST_PART)[1]
    if stream.position < end and stream.peek() == _SEQUENCE:
        _, entries, _ = stream.header()
        if stream.position + entries > end:
            raise DerError("its list is longer than itself")
        _walk(stream, entries, wanted, kept.entries.append)
    if stream.position < end:
        tag, kept.extensions = stream.element(_MOST_PART)
        if tag != _EXTENSIONS:
            raise DerError("something unknown follows its list")
    if stream.position != end or len(kept.entries) > _MOST_KEPT:
        raise DerError("its parts do not add up")
    return kept


def _walk(
    stream: DerStream, length: int, wanted: Collection[bytes], keep: Callable[[bytes], None]
) -> None:
    """Pass all entries by; keep those whose serial number is wanted."""
    left = length
    while left:
        view = stream.window(min(left, _WINDOW)).tobytes()
        passed = _whole_entries(view, wanted, keep)
        if not passed:
            if len(view) == left or len(view) >= _MOST_PART:
                raise DerError("an entry is broken or too long")
            raise DerError("it breaks off")
        stream.skip(passed)
        left -= passed


def _whole_entries(view: bytes, wanted: Collection[bytes], keep: Callable[[bytes], None]) -> int:
    """Return how many bytes of `view` are whole entries: a loop of a million turns, kept lean."""
    at, size = 0, len(view)
    while at + 4 <= size:
        if view[at] != _SEQUENCE:
            raise DerError("an entry is no sequence")
        inside, start = view[at + 1], at + 2
        if inside >= 0x80:  # noqa: PLR2004 - the long form of a length
            inside, start = _long_length(view, at)
            if not start:
                break
        stop = start + inside
        if stop > size:
            break
        count = view[start + 1]
        serial = view[start + 2 : start + 2 + count]
        if view[start] != _INTEGER or not 0 < count < 0x80 or count + 2 >= inside:  # noqa: PLR2004
            raise DerError("an entry has no serial number")
        if serial[0] == 0 and count > 1 and serial[1] < 0x80:  # noqa: PLR2004 - DER, clause 8.3.2
            raise DerError("a serial number is not written the shortest way")
        if serial in wanted:
            keep(view[at:stop])
        at = stop
    return at


def _long_length(view: bytes, at: int) -> tuple[int, int]:
    """Return an entry's length and where it begins; (0, 0) where the view ends before."""
    count = view[at + 1] & 0x7F
    if count not in {1, 2}:
        raise DerError("an entry is too long")
    if at + 2 + count > len(view):
        return 0, 0
    length = int.from_bytes(view[at + 2 : at + 2 + count], "big")
    if length < 0x80 or length > _MOST_PART:  # noqa: PLR2004 - the long form of a length
        raise DerError("an entry is too long")
    return length, at + 2 + count


def _hash_of(algorithm: bytes) -> hashes.HashAlgorithm:
    """Return the hash that a signature algorithm names (RFC 4055 for PSS, in its parameters)."""
    try:
        name = SignedDigestAlgorithm.load(algorithm).hash_algo
    except (ValueError, TypeError, KeyError) as error:
        raise DerError("it names no hash algorithm") from error
    kinds: dict[str, type[hashes.HashAlgorithm]] = {
        "sha1": hashes.SHA1,
        "sha256": hashes.SHA256,
        "sha384": hashes.SHA384,
        "sha512": hashes.SHA512,
    }
    if name not in kinds:
        raise DerError("it names a hash algorithm that is not known here")
    return kinds[name]()


def _check(der: bytes, issuer: x509.Certificate, digest: bytes) -> None:
    try:
        crl = x509.load_der_x509_crl(der)
        how, parameters = crl.signature_hash_algorithm, crl.signature_algorithm_parameters
        key = issuer.public_key()
    except ValueError as error:
        raise DerError("it is no CRL") from error
    if how is None:
        raise UnsupportedAlgorithm("a CRL without a hash")
    if isinstance(key, rsa.RSAPublicKey) and isinstance(parameters, padding.PKCS1v15 | padding.PSS):
        key.verify(crl.signature, digest, parameters, Prehashed(how))
    elif isinstance(key, ec.EllipticCurvePublicKey) and isinstance(parameters, ec.ECDSA):
        key.verify(crl.signature, digest, ec.ECDSA(Prehashed(how)))
    else:
        raise InvalidSignature("the issuer's key is of another kind")


def _integer(value: int) -> bytes:
    return value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True)


def _sequence(content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:  # noqa: PLR2004 - the short form
        return bytes((_SEQUENCE, length)) + content
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((_SEQUENCE, 0x80 | len(size))) + size + content
