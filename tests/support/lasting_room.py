"""A signed file and whatever brings it to a level: with or without lists, sources, at any time."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from signing.apply import Signer
from signing.certificates.trust import TrustStore
from signing.cms.cms_endesive import EndesiveCms
from signing.extending import Extender
from signing.fetching.revocation_source import RevocationSource
from signing.lasting.gathering import Gatherer
from signing.policy import Policy
from signing.profiles import Profile, SignatureSpec
from signing.timestamping.timestamp import Timestamper
from signing.timestamping.timestamp_rfc3161 import Rfc3161Timestamper
from signing.verdict import FileVerdict
from signing.verify import verify
from sohoa.samples.authority import Authority, Identity
from tests.support.lasting import ClockedAuthority
from tests.support.pki import Pki, key_of
from tests.support.signed_pdfs import paper_pdf, signed_by
from tests.support.tsa import Tsa

NOW = datetime.now(UTC)  # when the tests were loaded: minutes before some of them run


@dataclass(frozen=True)
class Room:
    """Makes extenders; `file` holds one signature of level B-B."""

    pki: Pki
    file: Path

    def with_lists_of(self, *authorities: Authority) -> TrustStore:
        store = TrustStore.from_folder(self.pki.folder)
        names = {one.certificate.subject for one in authorities}
        return replace(store, crls=tuple(one for one in store.crls if one.issuer in names))

    def extender(
        self,
        timestamper: Timestamper | None,
        *,
        source: RevocationSource | None = None,
        crls: bool = True,
        at: datetime | None = None,
        trust: TrustStore | None = None,
    ) -> Extender:
        store = trust or TrustStore.from_folder(self.pki.folder)
        store = store if crls else replace(store, crls=())

        def clock() -> datetime:
            return at or datetime.now(UTC)  # a real authority stamps with the real time

        def judge(path: Path, password: str | None) -> FileVerdict:
            return verify(path, trust=store, policy=Policy(), at=clock(), password=password)

        gatherer = Gatherer(trust=store, policy=Policy(), clock=clock, source=source)
        return Extender(gatherer=gatherer, judge=judge, timestamper=timestamper)


def signed(
    identity: Identity,
    pdf: bytes,
    timestamper: Timestamper | None = None,
    password: str | None = None,
) -> bytes:
    spec = SignatureSpec(profile=Profile.INVISIBLE, at=datetime.now(UTC))
    signer = Signer(cms=EndesiveCms(), clock=lambda: spec.at, timestamper=timestamper)
    return signer.sign(pdf, spec, key_of(identity), password=password)


@pytest.fixture
def room(pki: Pki, tmp_path: Path) -> Room:
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed_by(pki.leader, paper_pdf()))
    return Room(pki, file)


@pytest.fixture
def stamper(pki: Pki, tsa: Tsa) -> Rfc3161Timestamper:
    return Rfc3161Timestamper([tsa.url], roots=[pki.root.certificate])


@pytest.fixture
def clocked(pki: Pki) -> ClockedAuthority:
    return ClockedAuthority(pki.tsa, datetime.now(UTC))
