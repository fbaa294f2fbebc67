"""A signing key in a PKCS#12 file: for tests, demos and small offices.

The key lies in memory while the object lives; it is not for a leader's key (NĐ 23/2025 wants a
device). Nothing is cached and no PIN is kept.
"""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from signing.errors import CertificateRefusedError, KeyUnavailableError
from signing.keys.signature_algorithm import Scheme, SignatureAlgorithm

_MAX_BYTES = 1 << 20  # a key, its certificate and a chain take about 10 kB
_HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}


class P12Key:
    """See `SigningKey`; made by `open_p12`."""

    def __init__(
        self,
        private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
        certificate: x509.Certificate,
        chain: tuple[x509.Certificate, ...],
    ) -> None:
        self._private = private
        self._certificate = certificate
        self._chain = chain

    @property
    def certificate(self) -> x509.Certificate:
        """The signer's own certificate."""
        return self._certificate

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The certificates above it, as the file gives them."""
        return self._chain

    def sign(self, data: bytes, algorithm: SignatureAlgorithm) -> bytes:
        """Return the signature over `data` by this algorithm."""
        hashed = _HASHES[algorithm.hash]
        match algorithm.scheme, self._private:
            case Scheme.RSA_PKCS1, rsa.RSAPrivateKey() as key:
                return key.sign(data, padding.PKCS1v15(), hashed)
            case Scheme.RSA_PSS, rsa.RSAPrivateKey() as key:
                salted = padding.PSS(padding.MGF1(hashed), hashed.digest_size)
                return key.sign(data, salted, hashed)
            case Scheme.ECDSA, ec.EllipticCurvePrivateKey() as key:
                return key.sign(data, ec.ECDSA(hashed))
            case _:
                raise CertificateRefusedError(
                    f"the key cannot sign by {algorithm.scheme}", code="weak_algorithm"
                )


def open_p12(path: Path, pin: str | None) -> P12Key:
    """Open a PKCS#12 file.

    Raises `KeyUnavailableError` (key_file_unreadable, wrong_pin) and `CertificateRefusedError`
    for a key that is neither RSA nor elliptic-curve.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise KeyUnavailableError(
            f"cannot read the key file {path.name}: {error.strerror}", code="key_file_unreadable"
        ) from error
    if len(data) > _MAX_BYTES or not data.startswith(b"\x30"):
        raise KeyUnavailableError(f"{path.name} is not a PKCS#12 file", code="key_file_unreadable")
    try:
        private, certificate, others = pkcs12.load_key_and_certificates(
            data, pin.encode() if pin else None
        )
    except ValueError as error:
        # The library cannot tell a wrong password from a damaged file; the first is likelier.
        raise KeyUnavailableError(
            f"wrong PIN, or a damaged key file: {path.name}", code="wrong_pin"
        ) from error
    if private is None or certificate is None:
        raise KeyUnavailableError(
            f"{path.name} holds no key with its certificate", code="key_file_unreadable"
        )
    if not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise CertificateRefusedError("the key is neither RSA nor EC", code="weak_algorithm")
    return P12Key(private, certificate, tuple(others))
