"""RFC 3161 tokens: their own signature, the digest of their own content, and what they stamp.

A token proves a time only when its authority is trusted too; that is judged elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from signing.faults import FaultError
from signing.unreadable import PARSER_FAILURES
from signing.values import signed_data
from signing.values.hashing import digest
from signing.values.signed_data import DigestOf, SignerProof


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A sound token; `time` is what its authority states, aware."""

    time: datetime
    proof: SignerProof
    certificates: tuple[Any, ...]
    imprint_algorithm: str


class ForeignTokenError(FaultError):
    """A sound token over other bytes than these; `mark` tells copies of one token."""

    def __init__(self, mark: bytes) -> None:
        super().__init__("imprint_wrong", subindication="HASH_FAILURE")
        self.mark = mark


def check_token(der: bytes, imprint_of: DigestOf, spares: Sequence[bytes] = ()) -> Token:
    """Return the token when it is sound and stamps these bytes, else raise `FaultError`."""
    content = signed_data.load(der)
    try:
        wrapped = content["encap_content_info"]
        if wrapped["content_type"].native != "tst_info":
            raise FaultError("token_type")
        body = bytes(wrapped["content"])
        info = wrapped["content"].parsed
    except PARSER_FAILURES as error:
        raise FaultError("token_unreadable", type(error).__name__) from error
    proof = signed_data.check_signer(content, lambda name: digest(name, [body]), spares)
    try:
        imprint = info["message_imprint"]
        algorithm = str(imprint["hash_algorithm"]["algorithm"].native)
        if imprint_of(algorithm) != imprint["hashed_message"].native:
            raise ForeignTokenError(proof.signature)
        time = info["gen_time"].native
    except PARSER_FAILURES as error:
        raise FaultError("token_unreadable", type(error).__name__) from error
    if not isinstance(time, datetime) or time.tzinfo is None:
        raise FaultError("token_unreadable", "time")
    return Token(
        time=time,
        proof=proof,
        certificates=tuple(signed_data.certificates(content)),
        imprint_algorithm=algorithm,
    )


def marks(contents: bytes) -> list[bytes]:
    """Return a mark for each token in the bytes of a signature, to tell copied tokens."""
    try:
        content = signed_data.load(contents)
        info = content["signer_infos"][0]
        found = []
        if content["encap_content_info"]["content_type"].native == "tst_info":
            found.append(bytes(info["signature"].native))
        tokens = signed_data.unsigned_values(
            info["unsigned_attrs"], signed_data.SIGNATURE_TIMESTAMP
        )
        found += [bytes(t["content"]["signer_infos"][0]["signature"].native) for t in tokens]
    except (*PARSER_FAILURES, FaultError):
        return []
    return found
