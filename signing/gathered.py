"""What one judgement rested on, piece by piece, as bytes that can be kept beside the file.

TT 15/2025/TT-BKHCN art. 5 (certificate at signing, CRL at signing, result of the check) and art. 6
(the same for whoever verifies): certificates of the paths, CRLs and OCSP answers believed, and the
timestamp tokens. Each piece is the DER as it was read; its name is its SHA-256.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from asn1crypto import parser
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.certificates.crl_excerpt import CrlExcerpt
from signing.certificates.evidence import as_certificate
from signing.certificates.relied import Answer, Collector
from signing.evidence_piece import Piece, PieceKind, piece_of
from signing.examination import Examined
from signing.names import common_name
from signing.revisions.pdf_objects import UNREADABLE
from signing.values import signed_data
from signing.values.integrity import SoundSignature
from signing.verdict import Kind

_LONGEST_NAME: Final = 300


class Gathered:
    """Filled by `verify` as it goes; the pieces of one file, each with its bytes."""

    def __init__(self) -> None:
        self.relied = Collector()
        self._examined: tuple[Examined, ...] = ()
        self._excerpts: tuple[CrlExcerpt, ...] = ()

    def of(self, examined: Iterable[Examined], excerpts: Iterable[CrlExcerpt] = ()) -> None:
        """Take note of the signatures that were examined, and of long CRLs read for them."""
        self._examined = tuple(examined)
        self._excerpts = tuple(excerpts)

    def pieces(self) -> Iterator[tuple[Piece, bytes]]:
        """Yield each piece of each signature once, in the file's order."""
        for one in self._examined:
            seen: set[str] = set()
            for kind, data, about in self._of_one(one):
                piece = piece_of(kind, data, one.field.field.name, about)
                if piece.sha256 not in seen:
                    seen.add(piece.sha256)
                    yield piece, data

    def _of_one(self, one: Examined) -> Iterator[tuple[PieceKind, bytes, str]]:
        if one.sound is None:
            return
        stamped_by = [token.proof.certificate for token in one.sound.tokens]
        for certificate in (one.sound.certificate, *stamped_by):
            leaf = as_certificate(certificate)
            if leaf is None:
                yield PieceKind.CERTIFICATE, certificate.dump(), ""
                continue
            relied = self.relied.about(leaf)
            for held in relied.path:
                yield PieceKind.CERTIFICATE, held.public_bytes(Encoding.DER), _called(held)
            for answer in relied.answers:
                yield _kind(answer), answer.public_bytes(Encoding.DER), _issuer(answer)
            for excerpt, issuer in self._excerpts_about(relied.path):
                yield PieceKind.CRL_EXCERPT, excerpt.der, _called(issuer)
        tokens = list(_tokens(one.sound))
        # Tokens over other bytes were left out of those that were checked: then nobody is named.
        checked = stamped_by if len(stamped_by) == len(tokens) else [None] * len(tokens)
        for token, authority in zip(tokens, checked, strict=True):
            leaf = as_certificate(authority) if authority is not None else None
            yield PieceKind.TIMESTAMP, token, _called(leaf) if leaf is not None else ""

    def _excerpts_about(
        self, path: tuple[x509.Certificate, ...]
    ) -> Iterator[tuple[CrlExcerpt, x509.Certificate]]:
        for certificate, issuer in pairwise(path):
            for excerpt in self._excerpts:
                try:
                    if excerpt.about(certificate, issuer) is not None:
                        yield excerpt, issuer
                except ValueError:
                    continue


def _kind(answer: Answer) -> PieceKind:
    listed = isinstance(answer, x509.CertificateRevocationList)
    return PieceKind.CRL if listed else PieceKind.OCSP


def _called(certificate: x509.Certificate) -> str:
    """Return the holder's name; empty where it cannot be read: any file may bring it along."""
    try:
        return common_name(certificate)[:_LONGEST_NAME]
    except UNREADABLE:
        return ""


def _issuer(answer: Answer) -> str:
    try:
        if isinstance(answer, x509.CertificateRevocationList):
            return answer.issuer.rfc4514_string()[:_LONGEST_NAME]
        name = answer.responder_name
        return name.rfc4514_string()[:_LONGEST_NAME] if name is not None else ""
    except UNREADABLE:
        return ""


def _tokens(sound: SoundSignature) -> Iterator[bytes]:
    """Yield the DER of a document timestamp, or of a signature's timestamps (RFC 3161)."""
    contents = sound.range.contents
    if sound.kind is Kind.TIMESTAMP:
        yield _unpadded(contents)
        return
    if not sound.tokens:
        return
    info = signed_data.load(contents)["signer_infos"][0]
    values = signed_data.unsigned_values(info["unsigned_attrs"], signed_data.SIGNATURE_TIMESTAMP)
    for value in values:
        yield value.dump()


def _unpadded(contents: bytes) -> bytes:
    return contents[: parser.peek(contents)]
