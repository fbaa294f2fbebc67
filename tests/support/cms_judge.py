"""What the openssl program says of a detached CMS."""

import subprocess
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding


def openssl_accepts(cms: bytes, content: bytes, root: x509.Certificate, folder: Path) -> bool:
    """Tell whether the signature holds over the content and leads to the root."""
    files = {"cms": cms, "content": content, "root": root.public_bytes(Encoding.PEM)}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "cms"]
    command += ["-content", "content", "-CAfile", "root", "-purpose", "any", "-out", "out"]
    ran = subprocess.run(command, check=False, cwd=folder, capture_output=True, timeout=20)
    return ran.returncode == 0
