"""A file that a signer's own program gave back: whether it is the draft and one signature.

The program's word that all went well proves nothing; the bytes do. It reads no network and no
clock. It may take long and much memory on a hostile file: the caller confines it.
"""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing.certificates.trust import TrustStore
from signing.changes.by_signing import besides_signing
from signing.errors import SigningError
from signing.faults import FaultError
from signing.making.preflight import check_certificate
from signing.policy import Policy
from signing.revisions.byte_range import locate
from signing.revisions.history import History
from signing.revisions.pdf_objects import UNREADABLE
from signing.revisions.revision import Revision, SignatureField
from signing.values.integrity import SoundSignature, check_value
from signing.verdict import Conclusion, FileVerdict
from signing.verify import verify

_BAD = frozenset({Conclusion.INVALID, Conclusion.UNREADABLE, Conclusion.UNSIGNED})
_WORDS = 3  # reasons told of many


class ReturnRefusedError(SigningError):
    """The file is not what was handed out plus its signer's one signature.

    Codes: return_other_file, return_unsigned, return_many_signatures, return_other_signer,
    return_changed, return_invalid, return_unreadable.
    """

    code = "return_unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What was handed out, and the certificate of the one person who may have signed it."""

    draft: bytes
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()


def check_returned(
    data: bytes,
    expected: Expected,
    *,
    trust: TrustStore | None,
    policy: Policy,
    at: datetime,
) -> FileVerdict:
    """Return the verdict on a file that may be taken: it is not INVALID.

    Raises `ReturnRefusedError`, or `CertificateRefusedError` for a certificate that may not sign.
    """
    # (1) The old bytes are there, each of them, and something follows.
    if len(data) > policy.most_bytes or not data.startswith(expected.draft):
        raise _refused("return_other_file", "the file handed out is not the beginning of this one")
    try:
        before, history = Revision(expected.draft), History(data)
        if history.shown.damage:
            raise _refused("return_unreadable", history.shown.damage)
        # (2) One signature is new, and it covers all there is.
        new = _one_new(before, history.shown)
        sound = _sound(history, new)
        if not history.is_last(sound.range.end):
            raise _refused("return_changed", "something follows the signature")
        # (3) It is by the assigned person's certificate.
        if sound.certificate.dump() != expected.certificate.public_bytes(Encoding.DER):
            raise _refused("return_other_signer", "signed with another certificate")
        # (4) Nothing else was added along with it.
        besides = besides_signing(before, history.shown, policy)
    except UNREADABLE as error:
        raise _refused("return_unreadable", type(error).__name__) from error
    if besides:
        told = "; ".join(one.message for one in besides[:_WORDS])
        raise _refused("return_changed", told)
    # (5) That certificate may sign, and the whole file is not invalid.
    store = trust or TrustStore()
    check_certificate(
        expected.certificate,
        at=at,
        chain=(*expected.chain, *store.intermediates),
        roots=store.anchors,
        crls=store.crls,
    )
    verdict = verify(data, trust=trust, policy=policy, at=at)
    if verdict.conclusion in _BAD:
        reasons = [*verdict.findings, *(r for s in verdict.signatures for r in s.reasons)]
        raise _refused("return_invalid", "; ".join(one.message for one in reasons[:_WORDS]))
    return verdict


def _one_new(before: Revision, after: Revision) -> SignatureField:
    known = {(one.field.name, one.contents) for one in before.signatures}
    new = [
        one
        for one in after.signatures
        if one.contents.strip(b"\0") and (one.field.name, one.contents) not in known
    ]
    if not new:
        raise _refused("return_unsigned", "no signature was added")
    if len(new) > 1:
        raise _refused("return_many_signatures", f"{len(new)} signatures were added")
    return new[0]


def _sound(history: History, new: SignatureField) -> SoundSignature:
    try:
        where = locate(history.shown, new)
        return check_value(new.sub_filter, where, history.data, spares=(), copied=frozenset())
    except FaultError as fault:
        raise _refused("return_invalid", fault.reason.message) from fault


def _refused(code: str, message: str) -> ReturnRefusedError:
    return ReturnRefusedError(message, code=code)
