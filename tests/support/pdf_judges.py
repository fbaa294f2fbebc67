"""Independent judges of a signed PDF: poppler's pdfsig, qpdf, and pyHanko's validation."""

import subprocess
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


def pdfsig_says_valid(path: Path) -> int:
    """Return how many signatures poppler calls valid; none may be anything else."""
    done = subprocess.run(
        ["pdfsig", "-nocert", path],  # noqa: S607 - the judge on the PATH
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if "Signature Validation" in line]
    valid = [line for line in lines if "Signature is Valid" in line]
    assert len(valid) == len(lines), done.stdout
    return len(valid)


def qpdf_finds_no_fault(path: Path) -> bool:
    done = subprocess.run(
        ["qpdf", "--check", path],  # noqa: S607 - the judge on the PATH
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return True


def pyhanko_trusts(path: Path, roots: list[x509.Certificate], password: str | None = None) -> bool:
    """Tell whether pyHanko's strict bottom line holds for every signature in the file."""
    trusted = [asn1_x509.Certificate.load(root.public_bytes(Encoding.DER)) for root in roots]
    with path.open("rb") as file:
        reader = PdfFileReader(file)
        if password is not None:
            reader.decrypt(password)
        statuses = [
            validate_pdf_signature(
                signature,
                ValidationContext(trust_roots=trusted),
                ValidationContext(trust_roots=trusted),
            )
            for signature in reader.embedded_signatures
        ]
    assert statuses
    return all(status.bottom_line for status in statuses)


def shown_text(path: Path, order: str = "-raw") -> str:
    """Return what poppler reads, in the file's order or, with `-layout`, in the page's."""
    done = subprocess.run(
        ["pdftotext", order, path, "-"],  # noqa: S607 - the judge on the PATH
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout
