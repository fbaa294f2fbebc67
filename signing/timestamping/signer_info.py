"""A CMS taken apart as far as its one SignerInfo's unsigned attributes, and put together again.

RFC 5652 clause 5. What is not touched stays byte by byte, and nothing of it is decoded: naming each
field of a CMS with its certificates takes longer than signing it.
"""

from dataclasses import dataclass
from typing import Final, Self

from asn1crypto import core

from signing.errors import TimestampError
from signing.timestamping.der_elements import (
    CONTEXT_0,
    CONTEXT_1,
    OCTETS,
    SEQUENCE,
    SET,
    Element,
    children,
    element,
    whole,
)

_SIGNED_DATA: Final = core.ObjectIdentifier("1.2.840.113549.1.7.2").dump()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerInfo:
    """`signature`: its value. `unsigned`: the unsigned attributes, each encoded (DER)."""

    signature: bytes
    unsigned: tuple[bytes, ...]
    _own: bytes  # the SignerInfo's fields up to the signature
    _before: bytes  # what stands before the SignerInfos

    @classmethod
    def of(cls, cms: bytes) -> Self:
        """Take the ContentInfo (DER) apart; `TimestampError` where it has not one signer."""
        try:
            kind, explicit = children(whole(cms), SEQUENCE)
            (signed,) = children(explicit, CONTEXT_0)
            *before, infos = children(signed, SEQUENCE)
            found = children(infos, SET)
            if kind.encoded != _SIGNED_DATA:
                raise TimestampError("not a CMS signature: other content")
            if len(found) != 1:
                raise TimestampError(f"a CMS with {len(found)} signers cannot be timestamped")
            fields = children(found[0], SEQUENCE)
            unsigned: list[Element] = []
            if fields[-1].kind == CONTEXT_1:
                unsigned = children(fields.pop(), CONTEXT_1)
            signature = fields[-1]
        except (ValueError, IndexError) as error:
            raise TimestampError(f"not a CMS signature: {error}") from error
        if signature.kind != OCTETS:
            raise TimestampError("not a CMS signature: no signature value")
        return cls(
            signature=signature.content,
            unsigned=tuple(one.encoded for one in unsigned),
            _own=b"".join(field.encoded for field in fields),
            _before=b"".join(one.encoded for one in before),
        )

    def with_unsigned(self, attributes: tuple[bytes, ...]) -> bytes:
        """Return the whole CMS (DER) with these unsigned attributes, at least one."""
        field = element(CONTEXT_1, b"".join(sorted(attributes)))
        info = element(SEQUENCE, self._own + field)
        infos = element(SET, info)
        signed = element(SEQUENCE, self._before + infos)
        return element(SEQUENCE, _SIGNED_DATA + element(CONTEXT_0, signed))


def attribute(kind: bytes, value: bytes) -> bytes:
    """Return an attribute (DER) of one value; `kind` is its object identifier (DER)."""
    return element(SEQUENCE, kind + element(SET, value))
