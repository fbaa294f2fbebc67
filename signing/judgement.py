"""The verdict on one signature: its changes, its signer, its time, and what they add up to."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from signing import levels
from signing.certificates.proof import Times, authority, earliest_token
from signing.certificates.standing import Judge, Standing
from signing.certificates.stores import Stores
from signing.changes.since import Aftermath, aftermath
from signing.claims import claimed_time, display_name, organisation, period, serial_number
from signing.examination import Examined
from signing.outcome import Objection, objection, ruling
from signing.reasons import reason
from signing.revisions.history import History
from signing.revisions.pdf_objects import UNREADABLE
from signing.revisions.revision import SignatureField
from signing.values.integrity import TIMESTAMP_FILTER, SoundSignature
from signing.verdict import (
    Changes,
    Coverage,
    Indication,
    Integrity,
    Kind,
    Level,
    Reason,
    Revocation,
    SignatureVerdict,
    TimeSource,
    Trust,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What all signatures of one file have in common; `sound` are those that are intact."""

    history: History
    judge: Judge
    proven: Times
    stores: Stores
    sound: tuple[SoundSignature, ...]


def verdict_on(one: Examined, case: Case) -> SignatureVerdict:
    """Return the verdict on one signature."""
    if one.sound is None:
        return broken(one)
    sound, judge, proven = one.sound, case.judge, case.proven
    after = _aftermath(case.history, one.field, sound.range.end, judge)
    known = proven.after(sound.range.end)
    if sound.kind is Kind.TIMESTAMP:
        belief = _of_timestamp(sound, judge, known, trusted=sound.range.end in proven.by_end)
    else:
        belief = _of_signature(one.field, sound, judge, known)
    objections = [_forbidden(after)] if after.changes is Changes.FORBIDDEN else []
    objections += belief.standing.objections
    indication, subindication = ruling(objections)
    told = [o.reason for o in objections]
    begins, ends = period(sound.certificate)
    return SignatureVerdict(
        field=one.field.field.name,
        kind=sound.kind,
        signer=display_name(sound.certificate.subject),
        issuer=display_name(sound.certificate.issuer),
        serial=serial_number(sound.certificate),
        integrity=Integrity.INTACT,
        coverage=after.coverage,
        changes=after.changes,
        indication=indication,
        subindication=subindication,
        trust=belief.standing.trust,
        revocation=belief.standing.revocation,
        level=levels.reached(one.field, sound, case.sound, case.stores, judge),
        time=belief.time,
        time_source=belief.source if belief.time is not None else None,
        reasons=tuple(
            dict.fromkeys([*told, *after.reasons, *sound.remarks, *belief.all_remarks()])
        ),
        organisation=organisation(sound.certificate.subject),
        issuer_organisation=organisation(sound.certificate.issuer),
        valid_from=begins,
        valid_to=ends,
    )


def broken(one: Examined) -> SignatureVerdict:
    """Return the verdict on a signature whose bytes did not hold: nothing in it is believed."""
    why = one.objection or objection("cms_unreadable", "FORMAT_FAILURE")
    stamp = one.field.sub_filter == TIMESTAMP_FILTER
    time = claimed_time(one.field.value, None)
    return SignatureVerdict(
        field=one.field.field.name,
        kind=Kind.TIMESTAMP if stamp else Kind.SIGNATURE,
        signer=None,
        issuer=None,
        serial=None,
        integrity=Integrity.BROKEN,
        coverage=Coverage.PARTIAL,
        changes=Changes.FORBIDDEN,
        indication=why.indication,
        subindication=why.subindication,
        trust=Trust.UNKNOWN,
        revocation=Revocation.UNKNOWN,
        level=Level.NONE,
        time=time,
        time_source=TimeSource.CLAIMED if time else None,
        reasons=(why.reason,),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Belief:
    """When a signature was made, as far as anybody can know, and how its maker stood then."""

    time: datetime | None
    source: TimeSource
    standing: Standing
    remarks: tuple[Reason, ...] = ()

    def all_remarks(self) -> Iterator[Reason]:
        """Yield them, and in which of the named stores the root lies, where it is trusted."""
        yield from self.remarks
        if self.standing.store is not None and self.standing.trust is Trust.TRUSTED:
            yield reason(f"trusted_{self.standing.store.value}")


def _of_timestamp(
    sound: SoundSignature, judge: Judge, known: datetime | None, *, trusted: bool
) -> _Belief:
    token = sound.tokens[0]
    return _Belief(
        time=token.time,
        # An authority that nobody trusts claims a time like anybody else.
        source=TimeSource.TIMESTAMP if trusted else TimeSource.CLAIMED,
        standing=authority(judge, token, known),
    )


def _of_signature(
    field: SignatureField, sound: SoundSignature, judge: Judge, known: datetime | None
) -> _Belief:
    claimed = claimed_time(field.value, sound.signing_time)
    own, contradictions = earliest_token(judge, sound, known)
    proof = min((time for time in (own, known) if time is not None), default=None)
    standing = judge.standing(
        sound.certificate,
        kind=Kind.SIGNATURE,
        digests=sound.digests,
        proven=proof,
        claimed=claimed,
    )
    standing = replace(standing, objections=(*standing.objections, *contradictions))
    if proof is not None:
        late = claimed is not None and claimed > proof + judge.policy.clock_skew
        remarks = (reason("claimed_after_proof"),) if late else ()
        return _Belief(time=proof, source=TimeSource.TIMESTAMP, standing=standing, remarks=remarks)
    doubts = [reason("time_claimed")]
    if sound.tokens:
        doubts.append(reason("timestamp_untrusted"))
    if claimed is not None and claimed > judge.now + judge.policy.clock_skew:
        doubts.append(reason("claimed_in_future"))
    return _Belief(
        time=claimed, source=TimeSource.CLAIMED, standing=standing, remarks=tuple(doubts)
    )


def _aftermath(history: History, field: SignatureField, end: int, judge: Judge) -> Aftermath:
    try:
        return aftermath(history, field, end, judge.policy)
    except UNREADABLE as error:
        return Aftermath(
            coverage=Coverage.PARTIAL,
            changes=Changes.FORBIDDEN,
            reasons=(reason("comparison_failed", type(error).__name__),),
        )


def _forbidden(after: Aftermath) -> Objection:
    why = after.reasons[0] if after.reasons else reason("changed")
    return Objection(why, Indication.FAILED, "FORMAT_FAILURE")
