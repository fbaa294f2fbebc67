"""A CMS made by hand, so that every part of it can be wrong, put into a PDF that waits for it."""

import hashlib
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter

from sohoa.samples.authority import Identity
from tests.support.signed_pdfs import paper_pdf, simple_signer

PADES: Final = b"/ETSI.CAdES.detached"
DOCUMENT_TIMESTAMP: Final = b"/ETSI.RFC3161"
SHA1_OF_CONTENT: Final = b"/adbe.pkcs7.sha1"
_ROOM: Final = 24_000
_RANGE: Final = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)")

Sign = Callable[[Any, bytes, str], bytes]
Attributes = list[cms.CMSAttribute]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How to make a SignedData. `edit` changes its attributes, `finish` its SignerInfo."""

    signer: Identity
    digest: str = "sha256"
    algorithm: algos.SignedDigestAlgorithm | None = None  # the key's own one
    sign: Sign | None = None
    edit: Callable[[Attributes], Attributes] = field(default=lambda attributes: attributes)
    in_order: bool = True
    tag: bytes = b"\x31"  # what stands for the attributes' own tag when they are signed
    certificates: Sequence[bytes] = ()  # instead of the signer's and its chain
    named: bytes = b""  # the certificate that signing-certificate-v2 names, if another
    times: int = 1  # SignerInfos
    tokens: Sequence[bytes] = ()


def cms_over(content: bytes, recipe: Recipe, *, kind: str = "data", inner: bytes = b"") -> bytes:
    """Return a ContentInfo over `content`; `inner` is carried along, as content of this kind."""
    attributes = _attributes(content, recipe, kind)
    if recipe.in_order:
        attributes = sorted(attributes, key=lambda one: bytes(one.dump()))
    body = b"".join(one.dump() for one in attributes)
    signed = core.SetOf(contents=body).dump()
    value = (recipe.sign or plain_sign)(recipe.signer.key, recipe.tag + signed[1:], recipe.digest)
    held = asn1_x509.Certificate.load(recipe.signer.certificate.public_bytes(Encoding.DER))
    info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": {
                "issuer_and_serial_number": {
                    "issuer": held.issuer,
                    "serial_number": held.serial_number,
                }
            },
            "digest_algorithm": {"algorithm": recipe.digest},
            "signed_attrs": cms.CMSAttributes(contents=body),
            "signature_algorithm": recipe.algorithm or plain_algorithm(recipe),
            "signature": value,
        }
    )
    if recipe.tokens:
        tokens = [cms.ContentInfo.load(token) for token in recipe.tokens]
        info["unsigned_attrs"] = [{"type": "signature_time_stamp_token", "values": tokens}]
    own = [recipe.signer.certificate, *recipe.signer.chain]
    ders = recipe.certificates or [one.public_bytes(Encoding.DER) for one in own]
    wrapped: dict[str, object] = {"content_type": kind}
    if inner:
        wrapped["content"] = core.ParsableOctetString(inner)
    data = cms.SignedData(
        {
            "version": "v3" if inner else "v1",
            "digest_algorithms": [{"algorithm": recipe.digest}],
            "encap_content_info": wrapped,
            "certificates": [asn1_x509.Certificate.load(der) for der in ders],
            "signer_infos": [info] * recipe.times,
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())


def token_over(
    content: bytes, recipe: Recipe, time: datetime | None = None, *, imprint: str = "sha256"
) -> bytes:
    """Return an RFC 3161 token over `content` that states this time, now by default."""
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": "1.2.3.4.1",
            "message_imprint": {
                "hash_algorithm": {"algorithm": imprint},
                "hashed_message": hashlib.new(imprint, content).digest(),
            },
            "serial_number": 1,
            "gen_time": (time or datetime.now(UTC)).replace(microsecond=0),
        }
    ).dump()
    return cms_over(info, recipe, kind="tst_info", inner=info)


def signature_in(der: bytes) -> bytes:
    """Return the signature value in a ContentInfo, which is what a token stamps."""
    return bytes(cms.ContentInfo.load(der)["content"]["signer_infos"][0]["signature"].native)


def plain_algorithm(recipe: Recipe) -> algos.SignedDigestAlgorithm:
    """Return the usual algorithm for the signer's key."""
    kind = "ecdsa" if isinstance(recipe.signer.key, ec.EllipticCurvePrivateKey) else "rsa"
    return algos.SignedDigestAlgorithm({"algorithm": f"{recipe.digest}_{kind}"})


def plain_sign(key: Any, message: bytes, digest: str) -> bytes:  # noqa: ANN401 - any private key
    """Sign as the key usually does."""
    algorithm = hash_named(digest)
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(message, padding.PKCS1v15(), algorithm)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(message, ec.ECDSA(algorithm))
    return bytes(key.sign(message))


def hash_named(name: str) -> hashes.HashAlgorithm:
    """Return the hash with asn1crypto's name."""
    found: hashes.HashAlgorithm = getattr(hashes, name.upper())()
    return found


def attribute(kind: str, *values: object) -> cms.CMSAttribute:
    """Return an attribute with these values."""
    return cms.CMSAttribute({"type": kind, "values": list(values)})


def waiting_pdf(signer: Identity) -> bytes:
    """Return a signed PDF with much room, whose CMS is there to be replaced."""
    meta = signers.PdfSignatureMetadata(
        field_name="ChuKy", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    made = signers.PdfSigner(meta, simple_signer(signer))
    writer = IncrementalPdfFileWriter(io.BytesIO(paper_pdf()))
    return bytes(made.sign_pdf(writer, bytes_reserved=_ROOM).getvalue())


def filled(waiting: bytes, make: Callable[[bytes], bytes], sub_filter: bytes = PADES) -> bytes:
    """Put the CMS that `make` makes of the covered bytes where the old one stood."""
    pdf = waiting.replace(PADES, sub_filter.ljust(len(PADES)))
    *_, match = _RANGE.finditer(pdf)
    start, first, second, rest = (int(number) for number in match.groups())
    der = make(pdf[start:first] + pdf[second : second + rest])
    room = second - first - 2
    written = der.hex().encode().ljust(room, b"0")
    assert len(written) == room, "the CMS does not fit"
    return pdf[: first + 1] + written + pdf[second - 1 :]


def _attributes(content: bytes, recipe: Recipe, kind: str) -> Attributes:
    hashed = hashlib.new(recipe.digest, content).digest()
    named = recipe.named or recipe.signer.certificate.public_bytes(Encoding.DER)
    signing = tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(named).digest()}]})
    return recipe.edit(
        [
            attribute("content_type", kind),
            attribute("message_digest", hashed),
            attribute("signing_certificate_v2", signing),
        ]
    )
