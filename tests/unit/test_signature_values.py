"""Values that honest software makes, common and rare: each is sound."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from signing.verdict import Conclusion, Level
from sohoa.samples.authority import Identity
from tests.support.made_cms import (
    SHA1_OF_CONTENT,
    Recipe,
    attribute,
    cms_over,
    filled,
    hash_named,
    plain_algorithm,
    waiting_pdf,
)
from tests.support.odd_keys import for_pss_only, pss_parameters, reissued, with_key
from tests.support.pki import Pki
from tests.support.signed_pdfs import codes, judged

_SHA3_WITH_RSA = "2.16.840.1.101.3.4.3.14"
_SHA512_256_WITH_RSA = "1.2.840.113549.1.1.16"


@pytest.fixture(scope="module")
def waiting(pki: Pki) -> bytes:
    return waiting_pdf(pki.leader)


def algorithm(name: str, parameters: object = None) -> algos.SignedDigestAlgorithm:
    held = {"algorithm": name} | ({"parameters": parameters} if parameters is not None else {})
    return algos.SignedDigestAlgorithm(held)


def pss_signing(salt: int, mask: str = "") -> Callable[[Any, bytes, str], bytes]:
    def sign(key: rsa.RSAPrivateKey, message: bytes, digest: str) -> bytes:
        scheme = padding.PSS(padding.MGF1(hash_named(mask or digest)), salt)
        return key.sign(message, scheme, hash_named(digest))

    return sign


def pss(signer: Identity, digest: str = "sha256", salt: int = 32, mask: str = "") -> Recipe:
    return Recipe(
        signer=signer,
        digest=digest,
        algorithm=algorithm("rsassa_pss", pss_parameters(digest, salt, mask)),
        sign=pss_signing(salt, mask),
    )


def edwards(pki: Pki, kind: str) -> Recipe:
    key = (
        ed25519.Ed25519PrivateKey.generate()
        if kind == "ed25519"
        else ed448.Ed448PrivateKey.generate()
    )
    return Recipe(
        signer=with_key(pki.intermediate, "Edwards", key),
        digest="sha512",
        algorithm=algorithm(kind),
    )


def brainpool(pki: Pki) -> Recipe:
    key = ec.generate_private_key(ec.BrainpoolP384R1())
    return Recipe(signer=with_key(pki.intermediate, "Brainpool", key), digest="sha384")


def pss_key(pki: Pki) -> Recipe:
    return pss(reissued(pki.leader, pki.intermediate, for_pss_only("sha256", 20)), salt=32)


def protected(pki: Pki) -> Recipe:
    plain = Recipe(signer=pki.curve)
    stated = cms.CMSAlgorithmProtection(
        {"digest_algorithm": {"algorithm": "sha256"}, "signature_algorithm": plain_algorithm(plain)}
    )
    return Recipe(
        signer=pki.curve,
        edit=lambda held: [*held, attribute("cms_algorithm_protection", stated)],
    )


VALUES: dict[str, Callable[[Pki], Recipe]] = {
    "rsa_sha512": lambda pki: Recipe(signer=pki.leader, digest="sha512"),
    "rsa_sha3": lambda pki: Recipe(
        signer=pki.leader, digest="sha3_256", algorithm=algorithm(_SHA3_WITH_RSA)
    ),
    "rsa_sha512_256": lambda pki: Recipe(
        signer=pki.leader, digest="sha512_256", algorithm=algorithm(_SHA512_256_WITH_RSA)
    ),
    "rsa_digest_named_once": lambda pki: Recipe(
        signer=pki.leader, algorithm=algorithm("rsassa_pkcs1v15")
    ),
    "ecdsa_sha3": lambda pki: Recipe(
        signer=pki.curve, digest="sha3_384", algorithm=algorithm("sha3_384_ecdsa")
    ),
    "ecdsa_named_by_its_key": lambda pki: Recipe(
        signer=pki.curve, algorithm=algorithm("1.2.840.10045.2.1")
    ),
    "pss": lambda pki: pss(pki.leader),
    "pss_without_salt": lambda pki: pss(pki.leader, "sha384", 0),
    "pss_with_another_mask": lambda pki: pss(pki.leader, "sha512", 64, "sha256"),
    "pss_key": pss_key,
    "ed25519": lambda pki: edwards(pki, "ed25519"),
    "ed448": lambda pki: edwards(pki, "ed448"),
    "brainpool": brainpool,
    "algorithm_protection": protected,
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_an_honest_value_is_sound(pki: Pki, waiting: bytes, value: Callable[[Pki], Recipe]) -> None:
    recipe = value(pki)
    verdict = judged(pki, filled(waiting, lambda content: cms_over(content, recipe)))
    assert verdict.conclusion is Conclusion.VALID, codes(verdict)
    assert verdict.signatures[0].level is Level.B_B


def test_an_indefinite_length_is_read(pki: Pki, waiting: bytes) -> None:
    def made(content: bytes) -> bytes:
        der = cms_over(content, Recipe(signer=pki.leader))
        inner = cms.ContentInfo.load(der)["content"].untag().dump()
        open_ended = b"\xa0\x80" + inner + b"\0\0"
        kind = core.ObjectIdentifier("1.2.840.113549.1.7.2").dump()
        return bytes(b"\x30\x80" + kind + open_ended + b"\0\0")

    verdict = judged(pki, filled(waiting, made))
    assert verdict.conclusion is Conclusion.VALID, codes(verdict)


def test_a_certificate_beside_with_the_same_serial_number_does_not_disturb(
    pki: Pki, waiting: bytes
) -> None:
    namesake = reissued(
        Identity(key=pki.agency.key, certificate=pki.leader.certificate, chain=()),
        pki.intermediate,
        lambda body: body.__setitem__("subject_public_key_info", _key_of(pki.agency)),
    )
    ders = [one.certificate.public_bytes(Encoding.DER) for one in (namesake, pki.leader)]
    recipe = Recipe(
        signer=pki.leader,
        certificates=[*ders, pki.intermediate.certificate.public_bytes(Encoding.DER)],
    )
    verdict = judged(pki, filled(waiting, lambda content: cms_over(content, recipe)))
    assert verdict.conclusion is Conclusion.VALID, codes(verdict)


def _key_of(identity: Identity) -> Any:  # noqa: ANN401 - asn1crypto is untyped
    return x509.Certificate.load(identity.certificate.public_bytes(Encoding.DER)).public_key


def test_the_first_kind_of_certificate_reference_counts(pki: Pki, waiting: bytes) -> None:
    der = pki.leader.certificate.public_bytes(Encoding.DER)
    old = tsp.SigningCertificate({"certs": [{"cert_hash": hashlib.sha1(der).digest()}]})  # noqa: S324
    recipe = Recipe(
        signer=pki.leader,
        edit=lambda held: [*held[:2], attribute("signing_certificate", old)],
    )
    verdict = judged(pki, filled(waiting, lambda content: cms_over(content, recipe)))
    assert verdict.conclusion is Conclusion.VALID, codes(verdict)


def test_a_digest_that_was_dropped_since_is_sound_but_not_enough(pki: Pki, waiting: bytes) -> None:
    for recipe in (
        Recipe(signer=pki.leader, digest="sha1"),
        Recipe(signer=pki.leader, digest="sha224"),
    ):
        made = filled(waiting, lambda content, how=recipe: cms_over(content, how))
        verdict = judged(pki, made)
        (one,) = verdict.signatures
        assert (verdict.conclusion, one.integrity) == (Conclusion.INDETERMINATE, "intact")
        assert one.subindication == "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
        assert "weak_digest" in codes(verdict)


def test_the_weakest_digest_counts(pki: Pki, waiting: bytes) -> None:
    def made(content: bytes) -> bytes:
        inner = hashlib.sha1(content).digest()  # noqa: S324 - the standard's
        return cms_over(inner, Recipe(signer=pki.leader), inner=inner)

    verdict = judged(pki, filled(waiting, made, SHA1_OF_CONTENT))
    assert verdict.signatures[0].integrity == "intact", codes(verdict)
    assert "weak_digest" in codes(verdict)
    assert verdict.conclusion is Conclusion.INDETERMINATE
