"""A SoftHSM token with given keys, for samples and tests. A real office has a real device.

SoftHSM's own tool takes PINs as arguments, which others on the machine can see: sample PINs only.
"""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from signing.errors import KeyUnavailableError
from sohoa.samples.authority import Identity

_MODULES = (
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
    Path("/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"),
)
_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftHsm:
    """One token in a folder of its own. `pin` is kept to add keys with."""

    folder: Path
    module: Path
    label: str
    pin: str

    @classmethod
    def make(cls, folder: Path, label: str, pin: str) -> Self:
        """Initialise a token in an empty folder.

        Raises `KeyUnavailableError` when SoftHSM or OpenSC is not installed.
        """
        module = next((path for path in _MODULES if path.is_file()), None)
        if module is None or not (shutil.which("softhsm2-util") and shutil.which("pkcs11-tool")):
            raise KeyUnavailableError("SoftHSM is not installed: packages softhsm2 and opensc")
        tokens = folder / "tokens"
        tokens.mkdir(parents=True)
        folder.chmod(0o700)
        (folder / "softhsm2.conf").write_text(
            f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n",
            encoding="utf-8",
        )
        made = cls(folder=folder, module=module, label=label, pin=pin)
        made._run(
            *("softhsm2-util", "--module", str(module), "--init-token", "--free"),
            *("--label", label, "--pin", pin, "--so-pin", pin),
        )
        return made

    def add(self, identity: Identity, name: str, number: int) -> None:
        """Put a key, its certificate and its issuers on the token; `number` (1-255) is its id."""
        pkcs8 = self.folder / "import.p8"
        pkcs8.touch(mode=0o600)
        try:
            pkcs8.write_bytes(
                identity.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            )
            self._run(
                *("softhsm2-util", "--module", str(self.module), "--import", str(pkcs8)),
                *("--token", self.label, "--label", name, "--id", f"{number:02x}"),
                *("--pin", self.pin),
            )
        finally:
            pkcs8.unlink()
        self._add_certificate(identity.certificate, name, f"{number:02x}")
        for level, issuer in enumerate(identity.chain):
            self._add_certificate(issuer, f"{name}-issuer-{level}", f"{number:02x}ca{level:02x}")

    def environment(self) -> dict[str, str]:
        """Return what a process needs in its environment to see the token."""
        return {"SOFTHSM2_CONF": str(self.folder / "softhsm2.conf")}

    def uri(self, name: str) -> str:
        """Return the RFC 7512 URI of a key on the token."""
        return f"pkcs11:token={self.label};object={name}?module-path={self.module}"

    def _add_certificate(self, certificate: x509.Certificate, label: str, identity: str) -> None:
        der = self.folder / "import.der"
        der.write_bytes(certificate.public_bytes(Encoding.DER))
        self._run(
            *("pkcs11-tool", "--module", str(self.module), "--token-label", self.label),
            *("--login", "--pin", self.pin, "--write-object", str(der), "--type", "cert"),
            *("--label", label, "--id", identity),
        )
        der.unlink()

    def _run(self, *command: str) -> None:
        done = subprocess.run(
            command,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", **self.environment()},
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
        if done.returncode:
            raise KeyUnavailableError(
                f"{command[0]}: {done.stderr.decode(errors='replace').strip()[-300:]}"
            )
