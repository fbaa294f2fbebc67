"""SIGN: a digest goes in, a CMS comes out, with a key that is opened for this one task (law 8)."""

from dataclasses import dataclass

from signing.errors import CertificateRefusedError, ClockError, KeyUnavailableError
from storage.jobs import Lease
from workers.digest_signing import DigestSigning
from workers.doorbell import Doorbell
from workers.errors import PermanentError
from workers.keyring import Keyring
from workers.ringing import ring
from workers.runner import Progress


@dataclass(frozen=True, slots=True)
class SignStep:
    """Does SIGN. Harmless when done twice: only a PREPARED task is signed."""

    signing: DigestSigning
    keyring: Keyring
    doorbell: Doorbell

    def __call__(self, lease: Lease, progress: Progress) -> None:
        """Sign the digest of the task named by the lease.

        An approval that does not prove itself, a certificate that may not sign, or a key that is
        not there, fails the task: nothing is tried again by itself, least of all a PIN.
        """
        progress(0, 1)
        ready = self.signing.ready(lease.subject)
        if ready is None:
            return
        task, digest = ready
        try:
            with self.keyring.open(task.key) as key:
                self.signing.check(key)
                cms = self.signing.sign(digest, key)
        except (CertificateRefusedError, ClockError, KeyUnavailableError) as error:
            raise PermanentError(error.code, str(error)) from error
        job = self.signing.keep(task, cms, lease)
        ring(self.doorbell, self.signing.catalogue, job)
