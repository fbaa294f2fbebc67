"""How a signature algorithm is named to a remote signing service (CSC API 2.0.0.2, `signHash`)."""

import base64
from collections.abc import Mapping
from typing import Final

from asn1crypto import algos

from signing.errors import CertificateRefusedError
from signing.keys.signature_algorithm import Scheme, SignatureAlgorithm

HASH_OIDS: Final = {
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
}
PSS: Final = "1.2.840.113549.1.1.10"
_WITH_HASH: Final = {  # RFC 8017 appendix C, RFC 5758 3.2
    (Scheme.RSA_PKCS1, "sha256"): "1.2.840.113549.1.1.11",
    (Scheme.RSA_PKCS1, "sha384"): "1.2.840.113549.1.1.12",
    (Scheme.RSA_PKCS1, "sha512"): "1.2.840.113549.1.1.13",
    (Scheme.ECDSA, "sha256"): "1.2.840.10045.4.3.2",
    (Scheme.ECDSA, "sha384"): "1.2.840.10045.4.3.3",
    (Scheme.ECDSA, "sha512"): "1.2.840.10045.4.3.4",
}
_OF_KEY: Final = {  # rsaEncryption, id-ecPublicKey: the hash is named beside
    Scheme.RSA_PKCS1: "1.2.840.113549.1.1.1",
    Scheme.ECDSA: "1.2.840.10045.2.1",
}


def named(algorithm: SignatureAlgorithm, offered: frozenset[str]) -> Mapping[str, str]:
    """Return the members of `signHash` that name the algorithm, of those that the key offers.

    Raises `CertificateRefusedError` (weak_algorithm) when it offers none that will do.
    """
    hashed = {"hashAlgorithmOID": HASH_OIDS[algorithm.hash]}
    if algorithm.scheme is Scheme.RSA_PSS:
        if PSS in offered:
            return {"signAlgo": PSS, "signAlgoParams": _pss(algorithm), **hashed}
    else:
        whole = _WITH_HASH[algorithm.scheme, algorithm.hash]
        if whole in offered:
            return {"signAlgo": whole}
        if _OF_KEY[algorithm.scheme] in offered:
            return {"signAlgo": _OF_KEY[algorithm.scheme], **hashed}
    raise CertificateRefusedError(
        f"the service does not sign by {algorithm.scheme} with {algorithm.hash}",
        code="weak_algorithm",
    )


def _pss(algorithm: SignatureAlgorithm) -> str:
    """Return RSASSA-PSS-params (RFC 8017 A.2.3): MGF1 by the same hash, a salt as long as it."""
    parameters = algos.RSASSAPSSParams(
        {
            "hash_algorithm": {"algorithm": algorithm.hash},
            "mask_gen_algorithm": {
                "algorithm": "mgf1",
                "parameters": {"algorithm": algorithm.hash},
            },
            "salt_length": algorithm.digest_bytes,
        }
    )
    return base64.b64encode(parameters.dump()).decode()
