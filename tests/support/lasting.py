"""What long-lasting signatures are tested with: authorities at any time, OCSP, other judges."""

import asyncio
import io
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from asn1crypto import algos, keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ocsp
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESStatus
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import (
    REQUIRE_REVINFO,
    CertRevTrustPolicy,
)
from pyhanko_certvalidator.registry import SimpleCertificateStore, SimpleTrustManager

from signing.certificates.revocation import Answers
from signing.errors import SigningError, TimestampError
from signing.timestamping.timestamp import Timestamp
from sohoa.samples.authority import Authority, Identity


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


@dataclass
class ClockedAuthority:
    """Stamps with any certificate at any time: for files that are looked at years later."""

    identity: Identity
    now: datetime
    down: bool = False
    asked: int = 0

    def stamp(self, sha256: bytes) -> Timestamp:
        if self.down:
            raise TimestampError("down")
        self.asked += 1
        store = SimpleCertificateStore()
        store.register_multiple([_asn1(one) for one in self.identity.chain])
        pem = self.identity.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        authority = DummyTimeStamper(
            tsa_cert=_asn1(self.identity.certificate),
            tsa_key=keys.PrivateKeyInfo.load(pem),
            certs_to_embed=store,
            fixed_dt=self.now,
        )
        imprint = {
            "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
            "hashed_message": sha256,
        }
        request = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "cert_req": True})
        answer = authority.request_tsa_response(request)
        return Timestamp(
            token=answer["time_stamp_token"].dump(), answer=answer.dump(), authority="clocked"
        )


@dataclass
class Responders:
    """A source of real OCSP answers, each signed by its issuer or by who speaks for it."""

    now: datetime
    issuers: Sequence[Authority]
    speaks: dict[bytes, Identity] = field(default_factory=dict)  # by the issuer's name
    revoked: dict[int, datetime] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)

    def answers(self, path: Sequence[x509.Certificate]) -> Answers:
        return Answers(ocsps=tuple(self._about(c, i) for c, i in self._known(path)))

    def _known(
        self, path: Sequence[x509.Certificate]
    ) -> list[tuple[x509.Certificate, x509.Certificate]]:
        own = {one.certificate for one in self.issuers}
        known = [(certificate, issuer) for certificate, issuer in pairwise(path) if issuer in own]
        if not known:
            raise SigningError("nobody answers")
        return known

    def _about(self, certificate: x509.Certificate, issuer: x509.Certificate) -> ocsp.OCSPResponse:
        by = next(one for one in self.issuers if one.certificate == issuer)
        self.asked.append(certificate.serial_number)
        since = self.revoked.get(certificate.serial_number)
        speaker = self.speaks.get(issuer.subject.public_bytes())
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=certificate,
            issuer=issuer,
            algorithm=hashes.SHA1(),  # noqa: S303 - what responders use to name a certificate
            cert_status=ocsp.OCSPCertStatus.REVOKED if since else ocsp.OCSPCertStatus.GOOD,
            this_update=self.now - timedelta(minutes=1),
            next_update=self.now + timedelta(hours=8),
            revocation_time=since,
            revocation_reason=None,
        )
        signer = speaker.certificate if speaker else issuer
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.NAME, signer)
        if speaker:
            builder = builder.certificates([speaker.certificate])
        return builder.sign(speaker.key if speaker else by.key, hashes.SHA256())


def pyhanko_says(path: Path, roots: Sequence[x509.Certificate]) -> set[str]:
    """Return what pyHanko's AdES validation concludes of each signature, without any network."""
    manager = SimpleTrustManager.build(trust_roots=[_asn1(root) for root in roots])
    spec = SignatureValidationSpec(
        cert_validation_policy=CertValidationPolicySpec(
            trust_manager=manager,
            revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
        )
    )
    reader = PdfFileReader(io.BytesIO(path.read_bytes()))

    async def judged() -> set[str]:
        found = set()
        for one in reader.embedded_regular_signatures:
            result = await ades_lta_validation(one, PdfSignatureValidationSpec(spec))
            passed = result.ades_subindic.status is AdESStatus.PASSED
            found.add("PASSED" if passed else str(result.ades_subindic))
        return found

    return asyncio.run(judged())


def pdfsig_finds(path: Path) -> tuple[int, int]:
    """Return how many signatures poppler calls valid, and of how many kinds it has no opinion.

    It knows no RFC 3161 timestamps. Any other opinion is a failure.
    """
    done = subprocess.run(
        ["pdfsig", "-nocert", path],  # noqa: S607 - the judge on the PATH
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if "Signature Validation" in line]
    valid = sum("Signature is Valid" in line for line in lines)
    unknown = sum("has not yet been verified" in line for line in lines)
    assert valid + unknown == len(lines), done.stdout
    return valid, unknown
