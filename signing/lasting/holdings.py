"""What a signed file holds: its signatures, their timestamps, certificates, revocation answers.

Nothing is judged here and nothing is believed: whoever writes validation data has to know about
whom, and whoever judges the outcome looks at everything anew. Reads a file where it lies, in
little memory whatever its size.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Final

from pyhanko.pdf_utils.generic import IndirectObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing.errors import UnsuitableDocumentError
from signing.faults import FaultError
from signing.making.opening import damage_is_unsuitable
from signing.values import signed_data
from signing.values.integrity import TIMESTAMP_FILTER

_MOST_ITEMS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A timestamp: the time it states (aware) and its authority's certificate (DER)."""

    time: datetime
    certificate: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A signature or a document timestamp in the file.

    `end`: the offset behind the last byte that it covers. `stamps`: a signature's own timestamps;
    a document timestamp is its own one stamp.
    """

    field: str
    is_timestamp: bool
    end: int
    certificate: bytes  # DER, of the signer or the authority
    stamps: tuple[Stamp, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """Everything in the file that has to do with signatures; DER throughout."""

    items: tuple[Holding, ...]
    certificates: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    ocsps: tuple[bytes, ...]

    @property
    def signatures(self) -> tuple[Holding, ...]:
        """The signatures of people and agencies."""
        return tuple(one for one in self.items if not one.is_timestamp)

    @property
    def document_stamps(self) -> tuple[Holding, ...]:
        """The document timestamps, the oldest first."""
        stamps = (one for one in self.items if one.is_timestamp)
        return tuple(sorted(stamps, key=lambda one: one.end))

    def covered_at(self, end: int) -> datetime | None:
        """Return the earliest time that a document timestamp over these first bytes states."""
        later = (s.time for one in self.document_stamps if one.end > end for s in one.stamps)
        return min(later, default=None)


def holdings(file: BinaryIO, *, password: str | None = None) -> Holdings:
    """Return what the PDF holds.

    Raises `UnsuitableDocumentError` where a signature or the file cannot be read: who cannot read
    it whole must not add to it.
    """
    with damage_is_unsuitable():
        file.seek(0)
        reader = PdfFileReader(file, strict=False)
        if password is not None:
            reader.decrypt(password)
        elif reader.encrypted:
            raise UnsuitableDocumentError("the PDF is encrypted", code="encrypted_document")
        try:
            found = [_holding(one) for one in reader.embedded_signatures]
        except FaultError as fault:
            raise UnsuitableDocumentError(f"a signature cannot be read: {fault}") from fault
        # pyHanko's get() resolves no reference, its [] does.
        store = reader.root["/DSS"] if "/DSS" in reader.root else {}  # noqa: SIM401
        return Holdings(
            items=tuple(item for item, _ in found),
            certificates=_once(
                (*_streams(store, "/Certs"), *(c for _, held in found for c in held))
            ),
            crls=_once(_streams(store, "/CRLs")),
            ocsps=_once(_streams(store, "/OCSPs")),
        )


def _holding(one: EmbeddedPdfSignature) -> tuple[Holding, list[bytes]]:
    content = signed_data.load(bytes(one.pkcs7_content))
    held = signed_data.certificates(content)
    numbers = [int(number) for number in one.byte_range]
    is_timestamp = str(one.sig_object["/SubFilter"]) == TIMESTAMP_FILTER
    signer = _signer(content, held)
    if is_timestamp:
        stamps: tuple[Stamp, ...] = (_stamp(content, signer),)
    else:
        tokens = _tokens(content)
        held += [c for token in tokens for c in signed_data.certificates(token)]
        stamps = tuple(
            _stamp(token, _signer(token, signed_data.certificates(token))) for token in tokens
        )
    item = Holding(
        field=one.field_name,
        is_timestamp=is_timestamp,
        end=numbers[2] + numbers[3],
        certificate=signer,
        stamps=stamps,
    )
    return item, [certificate.dump() for certificate in held]


def _tokens(content: Any) -> list[Any]:  # noqa: ANN401 - asn1crypto is untyped
    values = signed_data.unsigned_values(
        content["signer_infos"][0]["unsigned_attrs"], signed_data.SIGNATURE_TIMESTAMP
    )
    return [value["content"] for value in values]


def _stamp(token: Any, certificate: bytes) -> Stamp:  # noqa: ANN401
    return Stamp(
        time=token["encap_content_info"]["content"].parsed["gen_time"].native,
        certificate=certificate,
    )


def _signer(content: Any, held: Iterable[Any]) -> bytes:  # noqa: ANN401
    identifier = content["signer_infos"][0]["sid"]
    for certificate in held:
        if identifier.name == "issuer_and_serial_number":
            named = identifier.chosen
            if (
                named["serial_number"].native == certificate.serial_number
                and named["issuer"] == certificate.issuer
            ):
                return bytes(certificate.dump())
        elif certificate.key_identifier == identifier.chosen.native:
            return bytes(certificate.dump())
    raise FaultError("no_signer_certificate")


def _streams(store: Any, key: str) -> list[bytes]:  # noqa: ANN401
    listed = store[key] if key in store else ()  # noqa: SIM401 - as above
    found = []
    for item in list(listed)[:_MOST_ITEMS]:
        stream = item.get_object() if isinstance(item, IndirectObject) else item  # type: ignore[no-untyped-call]
        found.append(bytes(stream.data))
    return found


def _once(values: Iterable[bytes]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(values))
