"""A CMS by each algorithm that the law allows, judged by a program that is not ours."""

from collections.abc import Callable
from pathlib import Path

import pytest
from endesive import signer

from signing.cms.builder import CmsByAlgorithm
from signing.cms.cms_endesive import EndesiveCms
from signing.cms.cms_pyhanko import PyhankoCms
from signing.errors import CertificateRefusedError
from signing.keys.signature_algorithm import HASHES, Scheme, SignatureAlgorithm
from tests.support.cms_judge import openssl_accepts
from tests.support.pki import Pki, key_of

BOTH = CmsByAlgorithm(rsa=EndesiveCms(), ec=PyhankoCms())
CONTENT = "nội dung".encode()


@pytest.mark.parametrize("hash_name", HASHES)
@pytest.mark.parametrize("scheme", Scheme)
def test_openssl_accepts_a_cms_by_every_algorithm(
    pki: Pki, tmp_path: Path, scheme: Scheme, hash_name: str
) -> None:
    key = key_of(pki.curve if scheme is Scheme.ECDSA else pki.leader)
    algorithm = SignatureAlgorithm(scheme, hash_name)
    cms = BOTH.build(algorithm.digest_of(CONTENT), key, algorithm)
    assert openssl_accepts(cms, CONTENT, pki.root.certificate, tmp_path)
    assert not openssl_accepts(cms, CONTENT + b".", pki.root.certificate, tmp_path)


def test_without_a_wish_the_digest_tells_the_hash_and_the_key_the_scheme(pki: Pki) -> None:
    digest = SignatureAlgorithm(Scheme.RSA_PKCS1, "sha384").digest_of(CONTENT)
    wished = SignatureAlgorithm(Scheme.RSA_PKCS1, "sha384")
    key = key_of(pki.leader)
    assert BOTH.build(digest, key) == BOTH.build(digest, key, wished)


@pytest.mark.parametrize(
    ("builder", "who", "scheme"),
    [
        (EndesiveCms, "curve", Scheme.ECDSA),
        (EndesiveCms, "curve", Scheme.RSA_PSS),
        (PyhankoCms, "leader", Scheme.RSA_PSS),
        (PyhankoCms, "leader", Scheme.ECDSA),
    ],
)
def test_an_algorithm_that_builder_or_key_cannot_do_is_refused(
    pki: Pki, builder: Callable[[], EndesiveCms | PyhankoCms], who: str, scheme: Scheme
) -> None:
    with pytest.raises(CertificateRefusedError) as refused:
        builder().build(bytes(32), key_of(getattr(pki, who)), SignatureAlgorithm(scheme))
    assert refused.value.code == "weak_algorithm"


def test_a_digest_of_another_length_than_the_algorithms_is_refused(pki: Pki) -> None:
    with pytest.raises(ValueError, match="48 bytes"):
        BOTH.build(bytes(48), key_of(pki.leader), SignatureAlgorithm(Scheme.RSA_PKCS1))


@pytest.mark.parametrize("scheme", [Scheme.RSA_PKCS1, Scheme.RSA_PSS])
def test_what_is_kept_of_endesives_cms_gives_what_endesive_gives(pki: Pki, scheme: Scheme) -> None:
    key, algorithm, made = key_of(pki.leader), SignatureAlgorithm(scheme, "sha384"), EndesiveCms()
    made.build(algorithm.digest_of(b"an earlier document"), key, algorithm)
    digest, signatures = algorithm.digest_of(CONTENT), []

    class Recording:
        certificate, chain = key.certificate, key.chain

        def sign(self, data: bytes, by: SignatureAlgorithm) -> bytes:
            signatures.append(key.sign(data, by))
            return signatures[-1]

    class Replaying:
        def certificate(self) -> tuple[None, object]:
            return None, key.certificate

        def sign(self, _key: None, _data: bytes, _hash: str) -> bytes:
            return signatures[-1]

    ours = made.build(digest, Recording(), algorithm)
    pss = scheme is Scheme.RSA_PSS
    theirs = signer.sign(b"", None, None, list(key.chain), "sha384", True, digest, Replaying(), pss)
    assert ours == theirs
    assert len(signatures) == 1
