"""The papers and keys that are signed: PDFs like scans, noise for pictures, fresh certificates."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
from cryptography.hazmat.primitives.serialization import Encoding

from signing.certificates.trust import TrustStore
from signing.keys.keys_p12 import P12Key
from sohoa.samples.authority import Authority, Identity

PIN = "benchmark"


@dataclass(frozen=True, slots=True)
class Office:
    """Who signs; `trust` knows its root, its intermediate and their CRLs."""

    folder: Path
    signer: Identity
    key: P12Key
    trust: TrustStore
    p12: Path
    timestamping: Path

    @classmethod
    def make(cls, folder: Path) -> "Office":
        """Make a three-level hierarchy with RSA-2048 keys."""
        now = datetime.now(UTC).replace(microsecond=0)
        root = Authority.root("Benchmark root", now)
        issuer = root.subordinate("Benchmark CA")
        trust = folder / "trust"
        trust.mkdir(parents=True)
        for name, one in (("root", root), ("ca", issuer)):
            (trust / f"{name}.pem").write_bytes(one.certificate.public_bytes(Encoding.PEM))
            (trust / f"{name}.crl").write_bytes(one.crl())
        signer = issuer.issue("Người Ký Thử", organisation="UBND xã Thử Nghiệm")
        signer.write_p12(folder / "signer.p12", PIN)
        issuer.issue_timestamping("Benchmark TSA").write_p12(folder / "tsa.p12", PIN)
        return cls(
            folder=folder,
            signer=signer,
            key=P12Key(signer.key, signer.certificate, signer.chain),
            trust=TrustStore.from_folder(trust),
            p12=folder / "signer.p12",
            timestamping=folder / "tsa.p12",
        )


def scan(path: Path, *, pages: int, size: int) -> Path:
    """Write a PDF of about `size` bytes, one picture a page."""
    side = max(8, int((size / pages) ** 0.5))
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page(page_size=(595, 842))
            picture = document.make_stream(
                os.urandom(side * side),
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=side,
                Height=side,
                ColorSpace=pikepdf.Name.DeviceGray,
                BitsPerComponent=8,
            )
            page = document.pages[-1]
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=picture))
            page.Contents = document.make_stream(b"q 595 0 0 842 0 0 cm /Im Do Q")
        document.save(
            path,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return path
