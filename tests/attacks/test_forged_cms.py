"""A signature's value made wrong, part by part, by somebody who holds a key: none is taken."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from asn1crypto import algos, cms, tsp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from signing.verdict import Conclusion, Integrity
from sohoa.samples.authority import Authority, Identity
from tests.support.made_cms import (
    Attributes,
    Recipe,
    attribute,
    cms_over,
    filled,
    plain_algorithm,
    waiting_pdf,
)
from tests.support.odd_keys import for_pss_only, pss_parameters, reissued
from tests.support.pki import Pki
from tests.support.signed_pdfs import codes, judged

Change = Callable[[Recipe, Pki], Recipe]


@pytest.fixture(scope="module")
def waiting(pki: Pki) -> bytes:
    return waiting_pdf(pki.leader)


@pytest.fixture(scope="module", params=["leader", "curve"])
def honest(request: pytest.FixtureRequest, pki: Pki) -> Recipe:
    return Recipe(signer=getattr(pki, request.param))


def editing(edit: Callable[[Attributes], Attributes]) -> Change:
    return lambda recipe, _: replace(recipe, edit=edit)


def _twice(held: Attributes) -> Attributes:
    return [*held, attribute("message_digest", hashlib.sha256(b"a lie").digest())]


def _two_values(held: Attributes) -> Attributes:
    both = [held[1]["values"][0].native, hashlib.sha256(b"a lie").digest()]
    return [held[0], attribute("message_digest", *both), *held[2:]]


def _upside_down(recipe: Recipe, _: Pki) -> Recipe:
    return replace(recipe, edit=lambda held: held[::-1], in_order=False)


def _says_another_digest(held: Attributes) -> Attributes:
    stated = cms.CMSAlgorithmProtection(
        {
            "digest_algorithm": {"algorithm": "sha512"},
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha512_rsa"}),
        }
    )
    return [*held, attribute("cms_algorithm_protection", stated)]


def _old_reference(held: Attributes) -> Attributes:
    old = tsp.SigningCertificate({"certs": [{"cert_hash": hashlib.sha1(b"other").digest()}]})  # noqa: S324
    return [*held, attribute("signing_certificate", old)]


def _names_another(recipe: Recipe, pki: Pki) -> Recipe:
    return replace(recipe, named=pki.agency.certificate.public_bytes(Encoding.DER))


def _mislabelled(recipe: Recipe, _: Pki) -> Recipe:
    curve = isinstance(recipe.signer.key, ec.EllipticCurvePrivateKey)
    name = "rsassa_pkcs1v15" if curve else "sha256_ecdsa"
    return replace(recipe, algorithm=algos.SignedDigestAlgorithm({"algorithm": name}))


def _two_digests(recipe: Recipe, _: Pki) -> Recipe:
    other = plain_algorithm(replace(recipe, digest="sha512"))
    return replace(recipe, algorithm=other)


def _anothers_certificate(recipe: Recipe, pki: Pki) -> Recipe:
    return replace(
        recipe,
        signer=Identity(key=recipe.signer.key, certificate=pki.agency.certificate, chain=()),
    )


def _forged_namesake(recipe: Recipe, pki: Pki) -> Recipe:
    """The honest certificate's issuer and serial number, on a certificate of one's own making."""
    own = Authority.root("Kẻ mạo danh", pki.now)
    forged = reissued(recipe.signer, own, lambda _: None)
    der = forged.certificate.public_bytes(Encoding.DER)
    return replace(recipe, signer=forged, certificates=[der])


WRONG: dict[str, tuple[Change, str]] = {
    "two_signer_infos": (lambda recipe, _: replace(recipe, times=2), "signer_infos"),
    "no_signer_info": (lambda recipe, _: replace(recipe, times=0), "signer_infos"),
    "attribute_twice": (editing(_twice), "attribute_repeated"),
    "attribute_with_two_values": (editing(_two_values), "attribute_repeated"),
    "attributes_out_of_order": (_upside_down, "attributes_order"),
    "attributes_under_their_own_tag": (
        lambda recipe, _: replace(recipe, tag=b"\xa0"),
        "signature_wrong",
    ),
    "no_message_digest": (editing(lambda held: [held[0], held[2]]), "digest_wrong"),
    "no_content_type": (editing(lambda held: held[1:]), "content_type"),
    "another_content_type": (
        editing(lambda held: [attribute("content_type", "tst_info"), *held[1:]]),
        "content_type",
    ),
    "another_certificate_named": (_names_another, "signing_certificate"),
    "another_certificate_named_by_the_first_kind": (
        editing(_old_reference),
        "signing_certificate",
    ),
    "mislabelled_algorithm": (_mislabelled, "signature_unsupported"),
    "two_digest_algorithms": (_two_digests, "digest_mismatch"),
    "protected_algorithms_changed": (editing(_says_another_digest), "algorithm_protection"),
    "anothers_certificate": (_anothers_certificate, "signature"),
    "forged_certificate_of_the_same_name": (_forged_namesake, "no_path"),
    "certificate_left_out": (
        lambda recipe, pki: replace(
            recipe, certificates=[pki.agency.certificate.public_bytes(Encoding.DER)]
        ),
        "no_signer_certificate",
    ),
}


@pytest.mark.parametrize(("change", "code"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_value_is_caught(
    pki: Pki, waiting: bytes, honest: Recipe, change: Change, code: str
) -> None:
    recipe = change(honest, pki)
    verdict = judged(pki, filled(waiting, lambda content: cms_over(content, recipe)))
    assert verdict.conclusion in (Conclusion.INVALID, Conclusion.INDETERMINATE)
    assert any(given.startswith(code) for given in codes(verdict)), codes(verdict)
    if code != "no_path":
        assert verdict.signatures[0].integrity is Integrity.BROKEN


def test_the_honest_value_is_sound(pki: Pki, waiting: bytes, honest: Recipe) -> None:
    verdict = judged(pki, filled(waiting, lambda content: cms_over(content, honest)))
    assert verdict.conclusion is Conclusion.VALID, codes(verdict)


def test_something_after_the_value_is_caught(pki: Pki, waiting: bytes, honest: Recipe) -> None:
    made = filled(waiting, lambda content: cms_over(content, honest) + b"more")
    assert "cms_trailing" in codes(judged(pki, made))


def test_content_that_came_along_does_not_replace_the_files(
    pki: Pki, waiting: bytes, honest: Recipe
) -> None:
    made = filled(waiting, lambda _: cms_over(b"another paper", honest, inner=b"another paper"))
    verdict = judged(pki, made)
    assert (verdict.conclusion, codes(verdict)) == (Conclusion.INVALID, {"digest_wrong"})


def test_a_key_for_pss_only_signs_in_no_other_way(pki: Pki, waiting: bytes) -> None:
    strict = reissued(pki.leader, pki.intermediate, for_pss_only("sha256", 32))
    lies = algos.SignedDigestAlgorithm(
        {"algorithm": "rsassa_pss", "parameters": pss_parameters("sha256", 20)}
    )
    for recipe in (Recipe(signer=strict), Recipe(signer=strict, algorithm=lies)):
        made = filled(waiting, lambda content, how=recipe: cms_over(content, how))
        verdict = judged(pki, made)
        assert verdict.conclusion is Conclusion.INVALID
        assert "signature_unsupported" in codes(verdict)


@pytest.mark.parametrize(("salt", "mask"), [(0, ""), (20, ""), (32, "sha1")])
def test_pss_parameters_are_not_guessed(pki: Pki, waiting: bytes, salt: int, mask: str) -> None:
    """What was made as RSASSA-PKCS1-v1_5 does not hold under any parameters of RSASSA-PSS."""
    stated = algos.SignedDigestAlgorithm(
        {"algorithm": "rsassa_pss", "parameters": pss_parameters("sha256", salt, mask)}
    )
    recipe = Recipe(signer=pki.leader, algorithm=stated)
    verdict = judged(pki, filled(waiting, lambda content: cms_over(content, recipe)))
    assert codes(verdict) == {"signature_wrong"}
