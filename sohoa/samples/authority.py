"""A small certification authority, for samples only: it keeps its keys in memory.

Certificates look like those of the Government's CA: an organisation and a person, key usage for
signatures, a CRL. Nothing made here is trusted by anyone who is not told to.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A key with its certificate and the certificates above it, nearest first."""

    key: PrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    def write_p12(self, path: Path, pin: str) -> None:
        """Write key, certificate and chain as a PKCS#12 file that only its owner can read."""
        data = pkcs12.serialize_key_and_certificates(
            b"key", self.key, self.certificate, self.chain, BestAvailableEncryption(pin.encode())
        )
        path.touch(mode=0o600)
        path.write_bytes(data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A root or an intermediate authority. `now` is the moment around which it lives."""

    key: PrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    now: datetime

    @classmethod
    def root(cls, name: str, now: datetime) -> Self:
        """Make a self-signed root."""
        key = rsa_key()
        subject = _subject(name, "")
        builder = _authority_extensions(
            _builder(subject, subject, key, now - 10 * 365 * _A_DAY, now + 20 * 365 * _A_DAY), key
        )
        return cls(key=key, certificate=builder.sign(key, hashes.SHA256()), chain=(), now=now)

    def subordinate(self, name: str) -> "Authority":
        """Make an authority below this one."""
        key = rsa_key()
        builder = _builder(
            _subject(name, ""),
            self.certificate.subject,
            key,
            self.now - 5 * 365 * _A_DAY,
            self.now + 10 * 365 * _A_DAY,
        )
        certificate = self._finish(_authority_extensions(builder, key))
        return Authority(key=key, certificate=certificate, chain=self._above(), now=self.now)

    def issue(
        self,
        name: str,
        *,
        organisation: str = "",
        key: PrivateKey | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        signs: bool = True,
        purpose: x509.ObjectIdentifier | None = None,
        no_check: bool = False,
        pointers: Iterable[x509.ExtensionType] = (),
    ) -> Identity:
        """Issue an end-entity certificate, by default one that may sign documents for two years.

        `no_check`: nobody need ask whether it was revoked (for responders, RFC 6960 4.2.2.2.1).
        `pointers` say where answers about it lie (RFC 5280 clauses 4.2.1.13, 4.2.2.1).
        """
        key = key or rsa_key()
        builder = _builder(
            _subject(name, organisation),
            self.certificate.subject,
            key,
            start or self.now - 30 * _A_DAY,
            end or self.now + 2 * 365 * _A_DAY,
        )
        builder = builder.add_extension(
            x509.BasicConstraints(ca=False, path_length=None), critical=True
        )
        builder = builder.add_extension(_usage(signature=signs), critical=True)
        builder = builder.add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
        if purpose is not None:
            builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        if no_check:
            builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
        for pointer in pointers:
            builder = builder.add_extension(pointer, critical=False)
        return Identity(key=key, certificate=self._finish(builder), chain=self._above())

    def issue_timestamping(self, name: str) -> Identity:
        """Issue a timestamping authority's certificate (RFC 3161 2.3)."""
        return self.issue(name, purpose=ExtendedKeyUsageOID.TIME_STAMPING)

    def crl(self, revoked: Iterable[x509.Certificate] = (), *, days: int = 365) -> bytes:
        """Return a DER CRL of this moment, valid for so many days, listing these certificates."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(self.now - _A_DAY)
            .next_update(self.now + days * _A_DAY)
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
                critical=False,
            )
        )
        for certificate in revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(certificate.serial_number)
                .revocation_date(self.now - 10 * _A_DAY)
                .build()
            )
        return builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def _above(self) -> tuple[x509.Certificate, ...]:
        return (self.certificate, *self.chain)

    def _finish(self, builder: x509.CertificateBuilder) -> x509.Certificate:
        return builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
            critical=False,
        ).sign(self.key, hashes.SHA256())


def rsa_key() -> rsa.RSAPrivateKey:
    """Return a fresh RSA key of the smallest size that is allowed."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _subject(name: str, organisation: str) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: PrivateKey, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )


def _authority_extensions(
    builder: x509.CertificateBuilder, key: PrivateKey
) -> x509.CertificateBuilder:
    return (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signature: bool = False, authority: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signature,
        content_commitment=signature,
        key_encipherment=not signature and not authority,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
