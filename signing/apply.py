"""Signs one PDF from beginning to end: preflight, room, CMS, timestamp, self-check.

For the command line and for batches, where one process holds both the files and the key. In an
office the same steps run in three processes (law 8) and this module is not used. A file is signed
with all checks passed, or it is exactly as it was.
"""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from cryptography import x509

from signing.certificates.revocation import Answers
from signing.certificates.trust import TrustStore
from signing.cms.builder import CmsBuilder
from signing.keys.signature_algorithm import SignatureAlgorithm
from signing.keys.signing_key import SigningKey
from signing.making.file_copy import copy_file
from signing.making.in_place import signed_in_place
from signing.making.neighbour import neighbour
from signing.making.preflight import check_certificate, check_clock
from signing.making.room import fill_room, make_room
from signing.making.unusual import UnusualFileError
from signing.profiles import SignatureSpec
from signing.selfcheck.original import Original
from signing.selfcheck.selfcheck import check_signed
from signing.standing import refuse_over_bad_signature
from signing.timestamping.signature_timestamp import add_timestamp, told_time
from signing.timestamping.timestamp import Timestamper

_A_CHECK_HOLDS = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Makes signatures of level B-B, or B-T where a timestamper is given.

    `trust` may be empty; where it has anchors, the signer's path must lead to one of them. `pss`:
    RSA keys sign by RSASSA-PSS. `must_be_known`: nothing is signed unless a fresh answer says that
    the certificate is not revoked. One signer serves many files: what depends on the certificate
    alone is made once, and its preflight holds for a second.
    """

    cms: CmsBuilder
    clock: Callable[[], datetime]
    timestamper: Timestamper | None = None
    trust: TrustStore = field(default_factory=TrustStore)
    pss: bool = False
    must_be_known: bool = False
    _allowed_at: dict[x509.Certificate, datetime] = field(default_factory=dict, repr=False)

    def sign_file(
        self,
        source: Path,
        out: Path,
        spec: SignatureSpec,
        key: SigningKey,
        *,
        password: str | None = None,
    ) -> None:
        """Write `source` with one more signature, checked, to `out`; all or nothing, on the disk.

        A new file is as open to others as the umask lets it be; one that was there
        keeps its permissions. Any `SigningError` means that `out` is as it was.
        """
        now = self._allowed(key)
        spec = replace(spec, at=now)
        with neighbour(out) as copy:
            copy_file(source, copy)
            if password is not None or not self._plainly(copy, spec, key, sync=True):
                self._thoroughly(copy, spec, key, password)

    def sign_in_place(self, path: Path, spec: SignatureSpec, key: SigningKey) -> None:
        """Append one more signature, checked, to the file itself. The fast way through a batch.

        It is not waited for until the disk has it. Any `SigningError` means that the file is as it
        was. A file that only the thorough writer takes is replaced by a signed copy.
        """
        spec = replace(spec, at=self._allowed(key))
        if not self._plainly(path, spec, key, sync=False):
            with neighbour(path) as copy:
                copy_file(path, copy)
                self._thoroughly(copy, spec, key, None)

    def sign(
        self, pdf: bytes, spec: SignatureSpec, key: SigningKey, *, password: str | None = None
    ) -> bytes:
        """Return a document at hand with one more signature, checked; see `sign_file`."""
        with tempfile.TemporaryDirectory(prefix="sohoa-sign-") as folder:
            path = Path(folder) / "document.pdf"
            path.write_bytes(pdf)
            self.sign_file(path, path, spec, key, password=password)
            return path.read_bytes()

    def _allowed(self, key: SigningKey) -> datetime:
        """Return the time, when the key's certificate may sign at it."""
        now = self.clock()
        checked = self._allowed_at.get(key.certificate)
        if checked is None or not timedelta(0) <= now - checked < _A_CHECK_HOLDS:
            check_clock(now, (crl.last_update_utc for crl in self.trust.crls))
            check_certificate(
                key.certificate,
                at=now,
                chain=(*key.chain, *self.trust.intermediates),
                roots=self.trust.anchors,
                answers=Answers(crls=self.trust.crls, ocsps=self.trust.ocsps),
                must_be_known=self.must_be_known,
            )
            self._allowed_at[key.certificate] = now
        return now

    def _plainly(self, path: Path, spec: SignatureSpec, key: SigningKey, *, sync: bool) -> bool:
        """Sign in place; tell whether the plain writer takes such a file."""
        build = partial(self._build, key, spec)
        try:
            with signed_in_place(
                path,
                spec,
                key.certificate,
                build,
                sync=sync,
                standing=self._standing(path, spec.at, None),
            ) as original:
                self._check(path, original, spec, key)
        except UnusualFileError:
            return False
        return True

    def _thoroughly(
        self, path: Path, spec: SignatureSpec, key: SigningKey, password: str | None
    ) -> None:
        """Sign a private copy by way of room that is written first."""
        original = Original.of(path)
        standing = self._standing(path, spec.at, password)
        room = make_room(path, spec, key.certificate, password=password, standing=standing)
        fill_room(path, room.region, self._build(key, spec, room.digest))
        self._check(path, original, spec, key)
        with path.open("rb") as file:
            os.fsync(file.fileno())

    def _standing(self, path: Path, at: datetime, password: str | None) -> Callable[[], None]:
        return partial(refuse_over_bad_signature, path, at=at, trust=self.trust, password=password)

    def _build(self, key: SigningKey, spec: SignatureSpec, digest: bytes) -> bytes:
        algorithm = SignatureAlgorithm.usual(key.certificate, spec.hash, pss=self.pss)
        cms = self.cms.build(digest, key, algorithm)
        if self.timestamper is None:
            return cms
        stamped = add_timestamp(cms, self.timestamper)
        check_clock(self.clock(), (), told=told_time(stamped.timestamp.token))
        return stamped.cms

    def _check(self, path: Path, original: Original, spec: SignatureSpec, key: SigningKey) -> None:
        check_signed(
            path,
            original=original,
            certificate=key.certificate,
            at=spec.at,
            roots=self.trust.anchors,
            intermediates=self.trust.intermediates,
            timestamped=self.timestamper is not None,
        )
