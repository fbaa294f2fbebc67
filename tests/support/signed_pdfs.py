"""Signed PDFs for the judge: a paper with text and a form, signed by either producer."""

import io
from datetime import UTC, datetime

import pikepdf
from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pikepdf import Array, Dictionary, Name, String
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing.certificates.trust import TrustStore
from signing.cms.cms_endesive import EndesiveCms
from signing.policy import Policy
from signing.profiles import Profile, SignatureSpec
from signing.verdict import FileVerdict
from signing.verify import verify
from sohoa.samples.authority import Identity
from tests.support.pki import Pki, key_of
from tests.support.whole_bytes import embed, prepare

_TEXT = b"BT /F1 18 Tf 72 %d Td (Muc bo thuong: 500 trieu dong) Tj ET\n"
_CONTENT = b"".join(_TEXT % y for y in range(700, 300, -40))


def paper_pdf(*, rotate: int = 0, streams: bool = False) -> bytes:
    """Return two pages of text with one text field; `streams`: object and xref streams."""
    pdf = pikepdf.new()
    for _ in range(2):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Contents = pdf.make_stream(_CONTENT)
        font = pdf.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        )
        page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
        page.obj.Rotate = rotate
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("ghi_chu"),
            V=String(""),
            Rect=Array([72, 100, 300, 120]),
            P=pdf.pages[0].obj,
            F=4,
        )
    )
    pdf.pages[0].obj.Annots = Array([field])
    pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array([field])))
    out = io.BytesIO()
    mode = pikepdf.ObjectStreamMode.generate if streams else pikepdf.ObjectStreamMode.disable
    pdf.save(out, object_stream_mode=mode, static_id=True, compress_streams=False)
    return out.getvalue()


def signed_by(identity: Identity, pdf: bytes, *, field: str | None = None) -> bytes:
    """Sign without asking whether the certificate may: attackers do not ask either."""
    spec = SignatureSpec(profile=Profile.INVISIBLE, at=datetime.now(UTC), field=field)
    prepared = prepare(pdf, spec, identity.certificate)
    return embed(prepared, EndesiveCms().build(prepared.digest, key_of(identity)))


def certified_by(
    identity: Identity,
    pdf: bytes,
    permission: MDPPerm | None = None,
    *,
    box: tuple[int, int, int, int] | None = None,
    field: str = "ChungThuc",
) -> bytes:
    """Sign by pyHanko; with a permission the signature certifies, with a box it is seen."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    meta = signers.PdfSignatureMetadata(
        field_name=field,
        certify=permission is not None,
        docmdp_permissions=permission or MDPPerm.FILL_FORMS,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
    )
    spec = SigFieldSpec(field, on_page=0, box=box)
    signer = signers.PdfSigner(meta, simple_signer(identity), new_field_spec=spec)
    return bytes(signer.sign_pdf(writer).getvalue())


def simple_signer(identity: Identity) -> signers.SimpleSigner:
    """Return the identity as pyHanko signs with it."""
    store = SimpleCertificateStore()
    for certificate in identity.chain:
        store.register(x509.Certificate.load(certificate.public_bytes(Encoding.DER)))
    key = identity.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(identity.certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=store,
    )


def judged(pki: Pki, pdf: bytes) -> FileVerdict:
    """Judge with the test PKI's trust folder, now."""
    store = TrustStore.from_folder(pki.folder)
    return verify(pdf, trust=store, policy=Policy(), at=datetime.now(UTC))


def codes(verdict: FileVerdict) -> set[str]:
    """Return every reason code in the verdict."""
    of_signatures = {why.code for one in verdict.signatures for why in one.reasons}
    return of_signatures | {finding.code for finding in verdict.findings}
