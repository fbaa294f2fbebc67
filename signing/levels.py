"""Which PAdES baseline level (EN 319 142-1 clause 6) the parts of a signature add up to.

A level tells what is there and sound, not whether anybody in it is trusted:

    B-B    a CAdES signature that names its certificate
    B-T    and a timestamp over it: its own, or a document timestamp after it
    B-LT   and, for every certificate on the paths of signer and timestamp, what issued it and a
           genuine answer about its revocation, in the store or in the signature
    B-LTA  and a later document timestamp over that store
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography import x509

from signing.certificates import revocation
from signing.certificates.evidence import Evidence, as_certificate, of_signatures
from signing.certificates.genuine import MALFORMED, is_readable, issued, same_name
from signing.certificates.revocation import Answers
from signing.certificates.standing import Judge
from signing.certificates.stores import Stores
from signing.certificates.trust import is_self_signed
from signing.revisions.revision import SignatureField
from signing.values.integrity import PADES_FILTER, SoundSignature
from signing.verdict import Kind, Level, Revocation

_LONGEST: Final = 8


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A certificate that must still be judged in years, as of a time."""

    certificate: Any  # asn1crypto.x509.Certificate
    at: datetime


def reached(
    field: SignatureField,
    sound: SoundSignature,
    sounds: Sequence[SoundSignature],
    stores: Stores,
    judge: Judge,
) -> Level:
    """Return the level of one intact signature among all the intact ones of its file."""
    if (
        sound.kind is Kind.TIMESTAMP
        or field.sub_filter != PADES_FILTER
        or not sound.names_certificate
    ):
        return Level.NONE
    later = sorted(
        (s for s in sounds if s.kind is Kind.TIMESTAMP and s.range.end > sound.range.end),
        key=lambda stamp: stamp.range.end,
    )
    if not sound.tokens and not later:
        return Level.B_B
    if sound.tokens:
        tokens, archiving = sound.tokens, later
    else:
        tokens, archiving = later[0].tokens, later[1:]
    at = min(token.time for token in tokens)
    leaves = [_Leaf(sound.certificate, at)]
    leaves += [_Leaf(token.proof.certificate, token.time) for token in tokens]
    own = [sound] if sound.tokens else [sound, later[0]]
    if not _lasts(leaves, of_signatures(own, stores.shown), judge):
        return Level.B_T
    for stamp in archiving:
        if _lasts(leaves, of_signatures(own, stores.at(stamp.range.end)), judge):
            return Level.B_LTA
    return Level.B_LT


def _lasts(leaves: Sequence[_Leaf], held: Evidence, judge: Judge) -> bool:
    """Tell whether everything that is needed to judge the leaves later is held."""
    if not held.answers.crls and not held.answers.ocsps:
        return False
    return all(_is_complete(leaf, held, judge) for leaf in leaves)


def _is_complete(leaf: _Leaf, held: Evidence, judge: Judge) -> bool:
    anchors = judge.trust.anchors if judge.trust else ()
    current = as_certificate(leaf.certificate)
    for _ in range(_LONGEST):
        if current is None:
            return False
        if current in anchors or is_self_signed(current):
            return True
        above = _issuer(current, (*anchors, *held.certificates))
        if above is None:
            # Whoever keeps the root need not put it into the file, but an answer must be there.
            return _is_named(current, held.answers)
        known = revocation.status(
            current,
            above,
            answers=held.answers,
            at=min(leaf.at, current.not_valid_after_utc),
            now=judge.now,
            policy=judge.policy,
            helpers=held.certificates,
            existed=lambda _: leaf.at,
        )
        if known.revocation is Revocation.UNKNOWN and not known.suspended:
            return False
        current = above
    return False


def _issuer(
    certificate: x509.Certificate, candidates: Sequence[x509.Certificate]
) -> x509.Certificate | None:
    for candidate in candidates:
        if not is_readable(candidate):
            continue
        if same_name(candidate.subject, certificate.issuer) and issued(certificate, candidate):
            return candidate
    return None


def _is_named(certificate: x509.Certificate, answers: Answers) -> bool:
    """Tell whether an answer names the certificate or its issuer; whose it is cannot be checked."""
    if any(same_name(crl.issuer, certificate.issuer) for crl in answers.crls):
        return True
    for response in answers.ocsps:
        try:
            if any(one.serial_number == certificate.serial_number for one in response.responses):
                return True
        except MALFORMED:
            continue
    return False
