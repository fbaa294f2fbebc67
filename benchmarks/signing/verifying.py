"""Judging: ours against pyHanko's AdES validation of the same file, revocation included."""

import asyncio
import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer

from benchmarks.signing.contestants import Way, now, ours
from benchmarks.signing.papers import Office
from signing.extending import Extender
from signing.lasting.gathering import Gatherer
from signing.lasting.promise import Promise
from signing.policy import Policy
from signing.timestamping.timestamp import Timestamper
from signing.verdict import FileVerdict
from signing.verify import verify

_ROUNDS = 7


def measure(
    office: Office, timestamper: Timestamper, source: Path, folder: Path
) -> dict[str, dict[str, float]]:
    """Judge files of both levels and one with 25 signatures; print and return milliseconds."""
    print(f"\nverify, processor time, median of {_ROUNDS}")
    stamped = ours(office, office.key, timestamper)
    lasting = _lasting(office, timestamper)
    found = {}
    for name, way, times in (
        ("B-B, 1 MB", ours(office, office.key), 1),
        ("B-T, 1 MB", stamped, 1),
        ("B-LT, 1 MB", lasting, 1),
        ("25 signatures, 2 MB", ours(office, office.key), 25),
    ):
        path = _signed(source, folder, way, times)
        rounds = _ROUNDS if times == 1 else 1
        mine = _median(lambda path=path: _ours(office, path), rounds)
        theirs = _median(lambda path=path: _pyhanko(office, path), rounds)
        found[name] = {"ours": mine, "pyhanko": theirs}
        print(f"  {name:20} ours {mine:7.1f} ms   pyHanko AdES {theirs:7.1f} ms")
    return found


def _lasting(office: Office, timestamper: Timestamper) -> Way:
    """Sign, and add what proves the signature: certificates and the lists of the trust folder."""
    stamped = ours(office, office.key, timestamper)

    def judge(path: Path, _password: str | None) -> FileVerdict:
        return verify(path, trust=office.trust, policy=Policy(), at=now())

    gatherer = Gatherer(trust=office.trust, policy=Policy(), clock=now, source=None)
    extender = Extender(gatherer=gatherer, judge=judge, timestamper=timestamper)

    def sign(path: Path) -> None:
        stamped(path)
        extender.extend(path, Promise.B_LT)

    return sign


def _signed(source: Path, folder: Path, way: Way, times: int) -> Path:
    path = Path(shutil.copy(source, folder / "judged.pdf"))
    for _ in range(times):
        way(path)
    return path


def _ours(office: Office, path: Path) -> None:
    verdict = verify(path, trust=office.trust, policy=Policy(), at=now())
    if verdict.conclusion != "valid":
        raise ValueError(f"{verdict.conclusion}: {verdict.signatures[0].reasons}")


def _pyhanko(office: Office, path: Path) -> None:
    roots = [asn1_x509.Certificate.load(c.public_bytes(Encoding.DER)) for c in office.trust.anchors]
    crls = [
        CRLContainer(asn1_crl.CertificateList.load(c.public_bytes(Encoding.DER)))
        for c in office.trust.crls
    ]
    spec = SignatureValidationSpec(
        cert_validation_policy=CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(trust_roots=roots),
            revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
        ),
        revinfo_gathering_policy=RevocationInfoGatheringSpec(
            online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY
        ),
        local_knowledge=LocalKnowledge(known_crls=crls),
    )
    with path.open("rb") as file:
        for signature in PdfFileReader(file).embedded_signatures:
            asyncio.run(ades_lta_validation(signature, PdfSignatureValidationSpec(spec)))


def _median(work: Callable[[], None], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append(1000 * (time.process_time() - began))
    return statistics.median(times)
