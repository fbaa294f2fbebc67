"""Paths to a root: who may issue, how long, and when."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from signing.certificates.path import CertificatePath, build
from sohoa.samples.authority import Authority, Identity, rsa_key
from tests.support.pki import Pki

NOW = datetime.now(UTC)


def path_of(
    pki: Pki, leaf: x509.Certificate, *helpers: x509.Certificate, at: datetime = NOW
) -> CertificatePath:
    known = (pki.intermediate.certificate, *helpers)
    return build(leaf, anchors=(pki.root.certificate,), helpers=known, at=at, longest=8)


def issued_by(
    issuer: Identity | Authority,
    name: str,
    *extensions: tuple[x509.ExtensionType, bool],
) -> Identity:
    key = rsa_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=30))
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return Identity(key=key, certificate=builder.sign(issuer.key, hashes.SHA256()), chain=())


def code(found: CertificatePath) -> str | None:
    return found.objection.reason.code if found.objection else None


def test_a_path_leads_over_the_intermediate_to_the_root(pki: Pki) -> None:
    found = path_of(pki, pki.leader.certificate)
    assert found.certificates == (
        pki.leader.certificate,
        pki.intermediate.certificate,
        pki.root.certificate,
    )


def test_without_the_intermediate_there_is_no_path(pki: Pki) -> None:
    anchors = (pki.root.certificate,)
    found = build(pki.leader.certificate, anchors=anchors, helpers=(), at=NOW, longest=8)
    assert code(found) == "no_path"


def test_a_signers_certificate_issues_nothing(pki: Pki) -> None:
    forged = issued_by(pki.leader, "Kẻ mạo danh")
    found = path_of(pki, forged.certificate, pki.leader.certificate)
    assert code(found) == "issuer_is_no_authority"


def test_a_namesake_of_the_authority_issues_nothing(pki: Pki) -> None:
    namesake = Authority(
        key=rsa_key(), certificate=pki.intermediate.certificate, chain=(), now=pki.now
    )
    assert code(path_of(pki, issued_by(namesake, "Kẻ mạo danh").certificate)) == "no_path"


def test_an_authority_out_of_its_period_issues_nothing(pki: Pki) -> None:
    late = NOW + timedelta(days=365 * 15)
    assert code(path_of(pki, pki.leader.certificate, at=late)) == "authority_out_of_period"


def test_a_path_length_is_kept(pki: Pki) -> None:
    usage = x509.BasicConstraints(ca=True, path_length=0)
    first = issued_by(pki.intermediate, "CA thứ nhất", (usage, True))
    second = issued_by(
        first, "CA thứ hai", (x509.BasicConstraints(ca=True, path_length=None), True)
    )
    leaf = issued_by(second, "Người ký")
    found = path_of(pki, leaf.certificate, first.certificate, second.certificate)
    assert code(found) == "path_too_long"


def test_a_demand_that_is_not_understood_makes_a_path_useless(pki: Pki) -> None:
    odd = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4.5"), b"\x05\x00")
    leaf = issued_by(pki.intermediate, "Người ký", (odd, True))
    assert code(path_of(pki, leaf.certificate)) == "critical_extension"


def test_a_tangle_of_namesakes_ends(pki: Pki) -> None:
    constraints = (x509.BasicConstraints(ca=True, path_length=None), True)
    loop = [issued_by(pki.intermediate, "CA vòng", constraints) for _ in range(6)]
    crossed = [issued_by(one, "CA vòng", constraints) for one in loop]
    leaf = issued_by(crossed[0], "Người ký")
    helpers = [one.certificate for one in (*loop, *crossed)]
    found = build(leaf.certificate, anchors=(), helpers=helpers, at=NOW, longest=8)
    assert found.certificates == ()
