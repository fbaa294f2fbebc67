"""Deltas, suspensions, scopes and signers of CRLs (RFC 5280 clauses 5 and 6.3)."""

from collections.abc import Sequence

import pytest
from cryptography import x509

from signing.certificates.revocation import Answers, Status, status
from signing.policy import Policy
from signing.verdict import Revocation
from sohoa.samples.authority import Authority, Identity
from tests.support.made_crls import BACK, HOLD, HOUR, NOW, Entry, crl, scope
from tests.support.odd_keys import reissued, with_extension, without_extension
from tests.support.pki import Pki

GOOD, REVOKED, UNKNOWN = Revocation.GOOD, Revocation.REVOKED, Revocation.UNKNOWN


def asked(
    pki: Pki,
    *crls: x509.CertificateRevocationList,
    about: x509.Certificate | None = None,
    helpers: Sequence[x509.Certificate] = (),
) -> Status:
    return status(
        about or pki.leader.certificate,
        pki.intermediate.certificate,
        answers=Answers(crls=crls),
        at=NOW,
        now=NOW,
        policy=Policy(),
        above=(pki.root.certificate,),
        helpers=helpers,
    )


def entry(pki: Pki, why: x509.ReasonFlags | None, when: int = 5) -> Entry:
    return (pki.leader.certificate, NOW - when * HOUR, why)


def test_a_delta_alone_acquits_nobody_but_revokes(pki: Pki) -> None:
    empty = crl(pki.intermediate, number=5, base=4)
    assert asked(pki, empty).revocation is UNKNOWN
    listed = crl(pki.intermediate, [entry(pki, None)], number=5, base=4)
    assert asked(pki, listed).revocation is REVOKED


def test_a_delta_makes_its_base_fresh(pki: Pki) -> None:
    base = crl(pki.intermediate, number=4, start=NOW - 9 * HOUR, end=NOW - 8 * HOUR)
    delta = crl(pki.intermediate, number=5, base=4)
    assert asked(pki, base).revocation is UNKNOWN
    assert asked(pki, base, delta).revocation is GOOD
    for other in (
        crl(pki.intermediate, number=9, base=8),
        crl(pki.intermediate, number=5, base=4, scope=scope(users=True)),
        crl(pki.root, number=5, base=4, name=pki.intermediate.certificate.subject),
    ):
        assert asked(pki, base, other).revocation is UNKNOWN


def test_a_suspended_certificate_is_neither_good_nor_revoked(pki: Pki) -> None:
    held = asked(pki, crl(pki.intermediate, [entry(pki, HOLD)]))
    assert (held.revocation, held.suspended) == (UNKNOWN, True)


def test_a_suspension_is_taken_back_by_a_newer_answer(pki: Pki) -> None:
    held = crl(pki.intermediate, [entry(pki, HOLD)], number=4, start=NOW - 3 * HOUR)
    assert asked(pki, held, crl(pki.intermediate, number=5)).revocation is GOOD
    delta = crl(pki.intermediate, [entry(pki, BACK)], number=5, base=4)
    assert asked(pki, held, delta).revocation is GOOD
    older = crl(pki.intermediate, number=3, start=NOW - 4 * HOUR)
    assert asked(pki, held, older).suspended


def test_a_revocation_is_never_taken_back(pki: Pki) -> None:
    revoked = crl(pki.intermediate, [entry(pki, None)], number=4, start=NOW - 3 * HOUR)
    delta = crl(pki.intermediate, [entry(pki, BACK)], number=5, base=4)
    assert asked(pki, revoked, delta, crl(pki.intermediate, number=6)).revocation is REVOKED


def point(*names: str, part: str = "", issuer: x509.Name | None = None) -> x509.ExtensionType:
    relative = x509.NameAttribute(x509.NameOID.COMMON_NAME, part or "-")
    return x509.CRLDistributionPoints(
        [
            x509.DistributionPoint(
                full_name=[x509.UniformResourceIdentifier(name) for name in names] or None,
                relative_name=x509.RelativeDistinguishedName([relative]) if part else None,
                reasons=None,
                crl_issuer=[x509.DirectoryName(issuer)] if issuer else None,
            )
        ]
    )


def pointing(pki: Pki, places: x509.ExtensionType) -> x509.Certificate:
    return reissued(pki.leader, pki.intermediate, with_extension(places)).certificate


@pytest.mark.parametrize(
    ("places", "of_crl", "state"),
    [
        (point("http://ca.example/1.crl"), scope(url="http://ca.example/1.crl"), GOOD),
        (point("http://ca.example/2.crl"), scope(url="http://ca.example/1.crl"), UNKNOWN),
        (point(part="phần 1"), scope(part="Phần 1"), GOOD),
        (point(part="phần 2"), scope(part="phần 1"), UNKNOWN),
    ],
)
def test_a_partial_crl_is_for_those_that_name_it(
    pki: Pki,
    places: x509.ExtensionType,
    of_crl: x509.IssuingDistributionPoint,
    state: Revocation,
) -> None:
    about = pointing(pki, places)
    assert asked(pki, crl(pki.intermediate, scope=of_crl), about=about).revocation is state


def crl_signer(authority: Authority, name: str) -> Identity:
    """Return somebody whom this authority lets sign CRLs, and nothing else."""
    plain = authority.issue(name)
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )

    bare = reissued(plain, authority, without_extension("key_usage"))
    return reissued(bare, authority, with_extension(usage, critical=True))


def test_an_indirect_crl_counts_where_the_certificate_names_its_issuer(pki: Pki) -> None:
    other = crl_signer(pki.root, "Nơi công bố thu hồi")
    about = pointing(pki, point(issuer=other.certificate.subject))
    listed = (about, NOW - HOUR, None)
    clean = crl(other, scope=scope(indirect=True))
    full = crl(other, [listed], scope=scope(indirect=True), issuers=True)
    helpers = [other.certificate]
    assert asked(pki, clean, about=about, helpers=helpers).revocation is GOOD
    assert asked(pki, full, about=about, helpers=helpers).revocation is REVOKED
    assert asked(pki, clean, helpers=helpers).revocation is UNKNOWN
    # An entry without an issuer's name is of the CRL's own issuer: somebody else's number.
    unnamed = crl(other, [listed], scope=scope(indirect=True))
    assert asked(pki, unnamed, about=about, helpers=helpers).revocation is GOOD


def test_a_second_key_for_crls_counts_only_when_an_authority_of_the_path_made_it(pki: Pki) -> None:
    name = "CA thử nghiệm"
    second = crl_signer(pki.root, name)
    assert asked(pki, crl(second), helpers=[second.certificate]).revocation is GOOD
    assert asked(pki, crl(second)).revocation is UNKNOWN
    namesake = crl_signer(Authority.root("Kẻ mạo danh", pki.now), name)
    assert asked(pki, crl(namesake), helpers=[namesake.certificate]).revocation is UNKNOWN
    plain = pki.root.issue(name)
    assert asked(pki, crl(plain), helpers=[plain.certificate]).revocation is UNKNOWN
