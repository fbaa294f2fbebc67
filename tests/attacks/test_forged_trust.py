"""Certificates and answers that somebody made to be believed: nobody becomes trusted by them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from signing.certificates.path import build_all
from signing.certificates.revocation import Answers, status
from signing.errors import CertificateRefusedError
from signing.making.preflight import check_certificate
from signing.policy import Policy
from signing.verdict import Conclusion, Revocation
from sohoa.samples.authority import Authority, Identity
from tests.support.made_cms import Recipe, cms_over, filled, waiting_pdf
from tests.support.made_crls import HOUR, NOW, answer, crl
from tests.support.odd_keys import Edit, reissued, with_extension, with_key, without_extension
from tests.support.pki import Pki
from tests.support.signed_pdfs import codes, judged

GOOD, UNKNOWN = Revocation.GOOD, Revocation.UNKNOWN


@pytest.fixture(scope="module")
def waiting(pki: Pki) -> bytes:
    return waiting_pdf(pki.leader)


def of_subject(who: Identity | Authority, *edits: Edit, by: Authority) -> Identity:
    """Issue the certificate again, changed."""
    made = Identity(key=who.key, certificate=who.certificate, chain=who.chain)
    for edit in edits:
        made = reissued(made, by, edit)
    return made


def below(authority: Identity, name: str) -> Identity:
    """Let somebody issue a signer's certificate."""
    issuer = Authority(
        key=authority.key, certificate=authority.certificate, chain=authority.chain, now=NOW
    )
    return issuer.issue(name)


@cache
def fresh(pki: Pki) -> Authority:
    """Return an intermediate that the trust folder does not know."""
    return pki.root.subordinate("CA mới")


def constrained(pki: Pki, *values: x509.ExtensionType) -> Identity:
    """Return a signer under an intermediate that the root constrained so."""
    edits = [with_extension(value, critical=True) for value in values]
    return below(of_subject(fresh(pki), *edits, by=pki.root), "Người Ký")


def limited_path(pki: Pki) -> Identity:
    short = with_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    first = of_subject(fresh(pki), without_extension("basic_constraints"), short, by=pki.root)
    issuer = Authority(key=first.key, certificate=first.certificate, chain=first.chain, now=NOW)
    return issuer.subordinate("CA thứ hai").issue("Người Ký")


def forged_hierarchy(pki: Pki) -> Identity:
    """Make a root and an intermediate with the very names and serial numbers, but other keys."""
    root = Authority.root("Gốc chứng thực thử nghiệm", pki.now)
    return root.subordinate("CA thử nghiệm").issue("Nguyễn Thị Thủy Hường")


def named(*names: x509.GeneralName, allowed: bool) -> x509.NameConstraints:
    return x509.NameConstraints(
        permitted_subtrees=list(names) if allowed else None,
        excluded_subtrees=None if allowed else list(names),
    )


def in_country(code: str) -> x509.DirectoryName:
    return x509.DirectoryName(x509.Name([x509.NameAttribute(x509.NameOID.COUNTRY_NAME, code)]))


def weak_certificate(pki: Pki) -> Identity:
    return reissued(pki.leader, pki.intermediate, lambda _: None, "sha1")


UNTRUSTED: dict[str, tuple[Callable[[Pki], Identity], str]] = {
    "web_server": (lambda pki: pki.tls_server, "purpose"),
    "for_encryption": (lambda pki: pki.encipher_only, "key_usage"),
    "no_key_usage": (
        lambda pki: reissued(pki.leader, pki.intermediate, without_extension("key_usage")),
        "key_usage_missing",
    ),
    "signer_who_issues": (lambda pki: below(pki.agency, "Người Ký"), "issuer_is_no_authority"),
    "forged_hierarchy": (forged_hierarchy, "no_path"),
    "path_too_long": (limited_path, "path_too_long"),
    "name_outside": (
        lambda pki: constrained(pki, named(in_country("LA"), allowed=True)),
        "name_constraints",
    ),
    "name_excluded": (
        lambda pki: constrained(pki, named(in_country("vn"), allowed=False)),
        "name_constraints",
    ),
    "policy_demanded": (
        lambda pki: constrained(
            pki, x509.PolicyConstraints(require_explicit_policy=0, inhibit_policy_mapping=None)
        ),
        "certificate_policies",
    ),
    "unknown_demand": (
        lambda pki: constrained(
            pki,
            x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"),
        ),
        "critical_extension",
    ),
    "collision_prone_certificate": (weak_certificate, "weak_certificate"),
    "ended_authority_of_its_own": (lambda pki: pki.stranger, "no_path"),
}


@pytest.mark.parametrize(("make", "code"), UNTRUSTED.values(), ids=UNTRUSTED.keys())
def test_nobody_becomes_trusted_nor_signs_here(
    pki: Pki, waiting: bytes, make: Callable[[Pki], Identity], code: str
) -> None:
    recipe = Recipe(signer=make(pki))
    with pytest.raises(CertificateRefusedError):
        check_certificate(
            recipe.signer.certificate,
            at=pki.now,
            chain=recipe.signer.chain,
            roots=[pki.root.certificate],
        )
    verdict = judged(pki, filled(waiting, lambda content: cms_over(content, recipe)))
    assert verdict.conclusion is Conclusion.INDETERMINATE
    assert code in codes(verdict)


@pytest.mark.parametrize(
    "values",
    [
        [named(in_country("VN"), allowed=True)],
        [named(x509.DNSName("gov.vn"), x509.RFC822Name(".gov.vn"), allowed=True)],
        [x509.PolicyConstraints(require_explicit_policy=5, inhibit_policy_mapping=None)],
    ],
)
def test_constraints_that_are_kept_do_no_harm(
    pki: Pki, waiting: bytes, values: Sequence[x509.ExtensionType]
) -> None:
    recipe = Recipe(signer=constrained(pki, *values))
    verdict = judged(pki, filled(waiting, lambda content: cms_over(content, recipe)))
    assert not {"name_constraints", "certificate_policies", "no_path"} & codes(verdict)


def test_a_cross_certificate_leads_to_a_second_anchor(pki: Pki) -> None:
    other = Authority.root("Gốc thứ hai", pki.now)
    crossed = of_subject(
        pki.intermediate,
        lambda body: body.__setitem__("issuer", _name_of(other)),
        by=other,
    )
    paths = build_all(
        pki.leader.certificate,
        anchors=(pki.root.certificate, other.certificate),
        helpers=(pki.intermediate.certificate, crossed.certificate),
        at=datetime.now(UTC),
        longest=8,
    )
    assert {one.certificates[-1] for one in paths} == {pki.root.certificate, other.certificate}


def _name_of(authority: Authority | Identity) -> object:

    return asn1_x509.Name.load(authority.certificate.subject.public_bytes())


def asked(pki: Pki, *responses: ocsp.OCSPResponse, crls: Sequence[object] = ()) -> Revocation:
    known = Answers(ocsps=responses, crls=tuple(crls))  # type: ignore[arg-type] # CRLs
    return status(
        pki.leader.certificate,
        pki.intermediate.certificate,
        answers=known,
        at=NOW,
        now=NOW,
        policy=Policy(),
        strict=True,
    ).revocation


def responder(pki: Pki, *edits: Edit, end: datetime | None = None) -> Identity:
    plain = pki.intermediate.issue("OCSP", purpose=ExtendedKeyUsageOID.OCSP_SIGNING, end=end)
    return of_subject(plain, *edits, by=pki.intermediate)


def told(pki: Pki, by: Identity | Authority, **odd: object) -> ocsp.OCSPResponse:
    about, issuer = pki.leader.certificate, pki.intermediate.certificate
    return answer(about, issuer, by, **odd)  # type: ignore[arg-type] # what `answer` takes


def asked_at(url: str) -> Edit:
    place = x509.AccessDescription(
        AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(url)
    )
    return with_extension(x509.AuthorityInformationAccess([place]))


def test_honest_answers_of_every_kind_count(pki: Pki) -> None:
    edwards = with_key(pki.intermediate, "OCSP", ed25519.Ed25519PrivateKey.generate())
    purpose = with_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]))
    for response in (
        told(pki, pki.intermediate),
        told(pki, pki.intermediate, by_name=True),
        told(pki, responder(pki)),
        told(pki, responder(pki), by_name=True, end=NOW + 5 * HOUR),
        told(pki, responder(pki, with_extension(x509.OCSPNoCheck()), asked_at("http://a.example"))),
        told(pki, of_subject(edwards, purpose, by=pki.intermediate)),
    ):
        assert asked(pki, response) is GOOD


def test_forged_answers_of_every_kind_do_not(pki: Pki) -> None:
    purpose = {"purpose": ExtendedKeyUsageOID.OCSP_SIGNING}
    forged = Authority.root("CA thử nghiệm", pki.now)
    ended = responder(pki, end=NOW - timedelta(days=1))
    for response in (
        told(pki, pki.leader),  # about oneself
        told(pki, pki.agency),  # without the purpose
        told(pki, pki.root.issue("OCSP", **purpose)),  # another authority's responder
        told(pki, forged.issue("OCSP", **purpose)),
        told(pki, forged, by_name=True),  # a namesake
        told(pki, ended),
        answer(pki.agency.certificate, pki.intermediate.certificate, pki.intermediate),
        answer(pki.leader.certificate, forged.certificate, pki.intermediate),
        told(pki, pki.intermediate, start=NOW + 2 * HOUR, end=NOW + 3 * HOUR),
        told(pki, pki.intermediate, start=NOW - 9 * HOUR, end=NOW - 8 * HOUR),
    ):
        assert asked(pki, response) is UNKNOWN


def test_a_responder_that_may_be_asked_about_needs_an_answer_itself(pki: Pki) -> None:
    one = responder(pki, asked_at("http://ocsp.example"))
    response = told(pki, one)
    about = answer(one.certificate, pki.intermediate.certificate, pki.intermediate)
    assert asked(pki, response) is UNKNOWN
    assert asked(pki, response, about) is GOOD
    revoked = crl(pki.intermediate, [(one.certificate, NOW - HOUR, None)])
    alone = status(
        pki.leader.certificate,
        pki.intermediate.certificate,
        answers=Answers(ocsps=(response,), crls=(revoked,)),
        at=NOW + 2 * HOUR,  # after the CRL's end: only the OCSP answer could still be fresh
        now=NOW + 2 * HOUR,
        policy=Policy(),
    )
    assert alone.revocation is UNKNOWN


def test_a_crl_of_a_namesake_acquits_nobody(pki: Pki) -> None:
    forged = Authority.root("CA thử nghiệm", pki.now)
    assert asked(pki, crls=[crl(forged, name=pki.intermediate.certificate.subject)]) is UNKNOWN
