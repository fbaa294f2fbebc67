"""Each signature's range and value, examined: sound, or with the objection that says why not."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from signing.faults import FaultError
from signing.outcome import Objection, objection, of_fault
from signing.reasons import reason
from signing.revisions.byte_range import locate
from signing.revisions.history import History
from signing.revisions.pdf_objects import UNREADABLE, elements, entry, raw
from signing.revisions.revision import SignatureField
from signing.values import timestamps
from signing.values.integrity import TIMESTAMP_FILTER, SoundSignature, check_value
from signing.verdict import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A signature field whose bytes were examined: sound, or with the objection that says why."""

    field: SignatureField
    sound: SoundSignature | None
    objection: Objection | None


def examined(
    history: History,
    signatures: Iterable[SignatureField],
    spares: tuple[bytes, ...],
    findings: list[Reason],
) -> list[Examined]:
    """Return what was found of each signature; what concerns the file joins the `findings`.

    `spares`: DER certificates of the file, for signatures that lack their signer's.
    """
    marks = Counter(mark for s in signatures for mark in timestamps.marks(s.contents))
    copied = frozenset(mark for mark, times in marks.items() if times > 1)
    found = []
    for field in signatures:
        try:
            where = locate(history.shown, field)
            ders = (*_own_certificates(field), *spares)
            sound = check_value(field.sub_filter, where, history.data, spares=ders, copied=copied)
            found.append(Examined(field=field, sound=sound, objection=None))
        except timestamps.ForeignTokenError as fault:
            if fault.mark in copied and field.sub_filter == TIMESTAMP_FILTER:
                findings.append(reason("timestamp_copied", field.field.name))
                continue
            found.append(Examined(field=field, sound=None, objection=of_fault(fault)))
        except FaultError as fault:
            found.append(Examined(field=field, sound=None, objection=of_fault(fault)))
        except UNREADABLE as error:
            why = objection("cms_unreadable", "FORMAT_FAILURE", type(error).__name__)
            found.append(Examined(field=field, sound=None, objection=why))
    return found


def _own_certificates(field: SignatureField) -> tuple[bytes, ...]:
    """Return the DER strings in /Cert (ISO 32000-1 12.8.1, for PKCS#1 signatures)."""
    held = entry(field.value, "/Cert")
    strings = (raw(item) for item in (elements(held) or (held,)))
    return tuple(string for string in strings if string)
