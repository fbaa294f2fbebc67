"""The ways to put one B-B signature into one file on the disk, each as a function of its path.

endesive alone and pyHanko alone are called as their own documentation does, with one key loaded
once. endesive needs two repairs to work at all: a version of OpenSSL that its dependency cannot
read, and room for one signature instead of signing twice (`aligned`).
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps.requests_client import HTTPTimeStamper

from benchmarks.signing.papers import PIN, Office
from signing.appearances.appearance import Appearance
from signing.apply import Signer
from signing.cms.builder import CmsByAlgorithm
from signing.cms.cms_endesive import EndesiveCms
from signing.cms.cms_pyhanko import PyhankoCms
from signing.keys.signing_key import SigningKey
from signing.making.pyhanko_room import pyhanko_room
from signing.making.room import fill_room
from signing.profiles import Profile, SignatureSpec
from signing.timestamping.timestamp import Timestamper

Way = Callable[[Path], None]


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def our_signer(office: Office, timestamper: Timestamper | None = None) -> Signer:
    """Return this project's signer, with preflight, strict reader and self-check."""
    both = CmsByAlgorithm(rsa=EndesiveCms(), ec=PyhankoCms())
    return Signer(cms=both, clock=now, timestamper=timestamper, trust=office.trust)


def ours(office: Office, key: SigningKey, timestamper: Timestamper | None = None) -> Way:
    """Sign in place with everything on."""
    signer = our_signer(office, timestamper)

    def sign(path: Path) -> None:
        signer.sign_in_place(path, SignatureSpec(profile=Profile.INVISIBLE, at=now()), key)

    return sign


def container(office: Office) -> Way:
    """Let pyHanko write the container and put our CMS into it; no look before, no check after."""
    cms = EndesiveCms()

    def sign(path: Path) -> None:
        spec = SignatureSpec(profile=Profile.INVISIBLE, at=now())
        digest, region = pyhanko_room(path, spec, "Sig", lambda _: Appearance(page=0), None)
        fill_room(path, region, cms.build(digest, office.key))

    return sign


def pyhanko_alone(office: Office, authority: str | None = None) -> Way:
    """Sign as pyHanko's documentation does, in place; with an authority's timestamp, too."""
    stamps = HTTPTimeStamper(authority) if authority else None
    signer = signers.SimpleSigner.load_pkcs12(str(office.p12), passphrase=PIN.encode())
    meta = signers.PdfSignatureMetadata(
        field_name="Sig", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
    )

    def sign(path: Path) -> None:
        with path.open("r+b") as file:
            writer = IncrementalPdfFileWriter(file)
            signers.sign_pdf(writer, meta, signer=signer, timestamper=stamps, in_place=True)

    return sign


def endesive_alone(office: Office) -> Way:
    """Sign as endesive's examples do."""
    search = re.search

    def lenient(pattern: str, text: str, *flags: int) -> re.Match[str] | None:
        found = search(pattern, text, *flags)
        return found or (search(r"\b(\d+\.\d+\.\d+)", text) if "OpenSSL" in text else None)

    with mock.patch("re.search", lenient):
        from endesive.pdf import cms  # noqa: PLC0415 - only with the repair

    def sign(path: Path) -> None:
        data = path.read_bytes()
        said = {
            "aligned": 16384,
            "sigflags": 3,
            "sigfield": "Sig",
            "signingdate": now().strftime("D:%Y%m%d%H%M%S+00'00'"),
        }
        made = cms.sign(
            data, said, office.signer.key, office.signer.certificate, office.signer.chain, "sha256"
        )
        with path.open("ab") as file:
            file.write(made)

    return sign
