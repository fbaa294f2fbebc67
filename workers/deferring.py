"""Signatures made on a signer's own machine: the digest goes out, a CMS or bare signature comes in.

For keys that their holders keep (`storage.tasks.Kept`). The approval is the same as ever; only the
step with keys is left out, and what takes its place is checked as strictly.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.cms.elsewhere import assembled, signed_attributes
from signing.errors import CertificateRefusedError
from signing.keys.deferred import DeferredKey
from signing.keys.signature_algorithm import SignatureAlgorithm
from storage.catalogue import Catalogue
from storage.errors import StateError
from storage.jobs import Job
from storage.people import Actor
from storage.tasks import Kept, SigningTask, TaskState
from workers.approving import require_answer, visible
from workers.batch_progress import lane_of
from workers.digest_signing import DigestSigning
from workers.doorbell import Doorbell
from workers.errors import PermanentError, TaskRefusedError
from workers.refusals import RefusedError
from workers.ringing import ring
from workers.sandboxed import Sandboxed
from workers.steps import Step
from workers.wire import to_wire

_SECONDS: Final = 10.0
_HASHES: Final = {32: "sha256", 48: "sha384", 64: "sha512"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSign:
    """What a signer's machine needs: `digest` for a CMS, `attributes` for a bare signature."""

    digest: bytes
    algorithm: SignatureAlgorithm
    certificate: x509.Certificate
    attributes: bytes  # DER of the signed attributes (RFC 5652 5.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferring:
    """Gives digests of approved, prepared documents to their signers, and takes signatures back."""

    catalogue: Catalogue
    sandbox: Sandboxed
    doorbell: Doorbell
    signing: Callable[[], DigestSigning]

    def to_sign(self, task_id: str, actor: Actor) -> ToSign:
        """Return what the signer is to sign.

        Raises `NotFoundError`, `ForbiddenError`, `StateError` before the document is prepared or
        after it was signed, `RefusedError` (`not_deferred`, `approval_unproven`, ...).
        """
        _, key, digest = self._ready(task_id, actor)
        return ToSign(
            digest=digest,
            algorithm=SignatureAlgorithm.usual(key.certificate, _HASHES[len(digest)]),
            certificate=key.certificate,
            attributes=signed_attributes(self.signing().cms, digest, key),
        )

    def take(
        self, task_id: str, actor: Actor, *, cms: bytes | None = None, signature: bytes = b""
    ) -> Job:
        """Take a CMS, or a bare signature over the attributes; return the job that embeds it.

        Raises as `to_sign` does, and `RefusedError` (`cms_not_for_this`, `cms_unreadable`, or why
        the certificate may not sign). Nothing moves then.
        """
        task, key, digest = self._ready(task_id, actor)
        signing = self.signing()
        made = assembled(signing.cms, digest, key, signature) if cms is None else cms
        try:
            signing.check(key)
            self._check(made, digest, key)
        except (CertificateRefusedError, TaskRefusedError) as error:
            raise RefusedError(error.code, str(error)) from error
        kept = signing.objects.put(io.BytesIO(made))
        with self.catalogue.transaction() as tx:
            tx.tasks.advance(task, TaskState.CMS_MADE, actor, cms=kept)
            job = tx.jobs.enqueue(
                Step.EMBED, task.id, agency=task.agency, by=actor, lane=lane_of(task.batch)
            )
        ring(self.doorbell, self.catalogue, job)
        return job

    def _ready(self, task_id: str, actor: Actor) -> tuple[SigningTask, DeferredKey, bytes]:
        with self.catalogue.reading() as tx:
            task = visible(tx, task_id, actor)
            require_answer(task, actor)
            record = tx.keys.load(task.key)
        if record.kept is not Kept.SIGNER:
            raise RefusedError("not_deferred", f"{record.name} is kept by the office")
        try:
            ready = self.signing().ready(task_id, batch=task.batch)
        except PermanentError as error:
            raise RefusedError(error.code, str(error)) from error
        if ready is None:
            raise StateError(f"{task.id} is {task.state}")
        chain = record.chain.encode()
        key = DeferredKey(
            x509.load_pem_x509_certificate(record.certificate.encode()),
            x509.load_pem_x509_certificates(chain) if chain else (),
        )
        return (*ready[:1], key, ready[1])

    def _check(self, cms: bytes, digest: bytes, key: DeferredKey) -> None:
        """Have it taken apart in the confined child: it comes from outside."""
        request = {
            "cms": to_wire(cms),
            "digest": digest.hex(),
            "certificate": to_wire(key.certificate.public_bytes(Encoding.DER)),
        }
        self.sandbox.ask("judge_cms", request, _SECONDS)
