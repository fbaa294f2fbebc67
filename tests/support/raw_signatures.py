"""Whether a bare signature holds, told by the certificate's key alone."""

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from signing.keys.signature_algorithm import Scheme, SignatureAlgorithm

_HASHED = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}


def require_signature(
    certificate: x509.Certificate, signature: bytes, data: bytes, algorithm: SignatureAlgorithm
) -> None:
    """Raise `InvalidSignature` unless it is over `data`, by this algorithm and this key."""
    public, hashed = certificate.public_key(), _HASHED[algorithm.hash]
    if isinstance(public, ec.EllipticCurvePublicKey):
        public.verify(signature, data, ec.ECDSA(hashed))
        return
    assert isinstance(public, rsa.RSAPublicKey)
    if algorithm.scheme is Scheme.RSA_PSS:
        salted = padding.PSS(padding.MGF1(hashed), hashed.digest_size)
        public.verify(signature, data, salted, hashed)
    else:
        public.verify(signature, data, padding.PKCS1v15(), hashed)
