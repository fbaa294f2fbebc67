"""Identities of a test authority with keys and certificates that are out of the ordinary."""

from collections.abc import Callable
from typing import Any

from asn1crypto import algos, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import Encoding

from sohoa.samples.authority import Authority, Identity, PrivateKey

Edit = Callable[[Any], None]


def with_key(authority: Authority, name: str, key: Any) -> Identity:  # noqa: ANN401 - any key
    """Issue a certificate for a key of any kind."""
    odd: PrivateKey = key
    return authority.issue(name, key=odd)


def reissued(
    identity: Identity, authority: Authority, edit: Edit, digest: str = "sha256"
) -> Identity:
    """Issue the certificate again after `edit` changed its asn1crypto TBSCertificate.

    `authority` signs whatever the certificate says of its issuer.
    """
    held = asn1_x509.Certificate.load(identity.certificate.public_bytes(Encoding.DER))
    body = held["tbs_certificate"]
    edit(body)
    algorithm = algos.SignedDigestAlgorithm({"algorithm": f"{digest}_rsa"})
    body["signature"] = algorithm
    hashed: hashes.HashAlgorithm = getattr(hashes, digest.upper())()
    signed = authority.key.sign(body.dump(force=True), padding.PKCS1v15(), hashed)  # type: ignore[call-arg,arg-type] # an RSA key
    made = asn1_x509.Certificate(
        {"tbs_certificate": body, "signature_algorithm": algorithm, "signature_value": signed}
    )
    certificate = x509.load_der_x509_certificate(made.dump())
    return Identity(key=identity.key, certificate=certificate, chain=identity.chain)


def for_pss_only(digest: str, salt: int) -> Edit:
    """Make the key one for RSASSA-PSS with these parameters only (RFC 4055)."""

    def edit(body: Any) -> None:  # noqa: ANN401 - asn1crypto is untyped
        algorithm = body["subject_public_key_info"]["algorithm"]
        algorithm["algorithm"] = "rsassa_pss"
        algorithm["parameters"] = pss_parameters(digest, salt)

    return edit


def without_extension(name: str) -> Edit:
    """Leave out an extension."""

    def edit(body: Any) -> None:  # noqa: ANN401 - asn1crypto is untyped
        kept = [one for one in body["extensions"] if one["extn_id"].native != name]
        body["extensions"] = asn1_x509.Extensions(kept)

    return edit


def with_extension(value: x509.ExtensionType, *, critical: bool = False) -> Edit:
    """Put one more extension in."""

    def edit(body: Any) -> None:  # noqa: ANN401 - asn1crypto is untyped
        more = asn1_x509.Extension(
            {
                "extn_id": value.oid.dotted_string,
                "critical": critical,
                "extn_value": core.ParsableOctetString(value.public_bytes()),
            }
        )
        body["extensions"] = asn1_x509.Extensions([*body["extensions"], more])

    return edit


def pss_parameters(digest: str, salt: int, mask: str = "") -> algos.RSASSAPSSParams:
    """Return the parameters of RFC 4055; `mask`: the hash of the mask generator, if another."""
    return algos.RSASSAPSSParams(
        {
            "hash_algorithm": {"algorithm": digest},
            "mask_gen_algorithm": {
                "algorithm": "mgf1",
                "parameters": {"algorithm": mask or digest},
            },
            "salt_length": salt,
        }
    )
