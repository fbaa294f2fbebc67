"""Signs one PDF from beginning to end: preflight, prepare, CMS, timestamp, embed, self-check.

For the command line, where one person holds both the file and the key. In an office the same
steps run in three processes (law 8) and this module is not used. Nothing is written here: the
caller gets bytes that passed the self-check, or an error.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from signing.certificates.trust import TrustStore
from signing.cms.builder import CmsBuilder
from signing.keys.signing_key import SigningKey
from signing.making.container import embed, prepare
from signing.making.preflight import check_certificate
from signing.profiles import SignatureSpec
from signing.selfcheck.selfcheck import check_signed
from signing.timestamping.signature_timestamp import add_timestamp
from signing.timestamping.timestamp import Timestamper


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Makes signatures of level B-B, or B-T where a timestamper is given.

    `trust` may be empty; where it has anchors, the signer's path must lead to one of them.
    """

    cms: CmsBuilder
    clock: Callable[[], datetime]
    timestamper: Timestamper | None = None
    trust: TrustStore = field(default_factory=TrustStore)

    def sign(
        self, pdf: bytes, spec: SignatureSpec, key: SigningKey, *, password: str | None = None
    ) -> bytes:
        """Return `pdf` with one more signature, checked. Any `SigningError` means: nothing made."""
        now = self.clock()
        chain = (*key.chain, *self.trust.intermediates)
        check_certificate(
            key.certificate,
            at=now,
            chain=chain,
            roots=self.trust.anchors,
            crls=self.trust.crls,
        )
        prepared = prepare(pdf, replace(spec, at=now), key.certificate, password=password)
        cms = self.cms.build(prepared.digest, key)
        if self.timestamper is not None:
            cms = add_timestamp(cms, self.timestamper).cms
        signed = embed(prepared, cms)
        check_signed(
            signed,
            original=pdf,
            certificate=key.certificate,
            at=now,
            roots=self.trust.anchors,
            intermediates=self.trust.intermediates,
            timestamped=self.timestamper is not None,
        )
        return signed
