"""Which PAdES baseline level (EN 319 142-1 clause 6) the parts of a signature add up to.

A level tells what is there and sound, not whether anybody in it is trusted.
"""

from signing.certificates.evidence import as_certificate, of_revision
from signing.revisions.history import History
from signing.revisions.pdf_objects import UNREADABLE, entry, is_name
from signing.revisions.revision import Revision, SignatureField
from signing.values.integrity import PADES_FILTER, SoundSignature
from signing.verdict import Kind, Level


def reached(field: SignatureField, sound: SoundSignature, history: History) -> Level:
    """Return the level of one intact signature in its file."""
    if (
        sound.kind is Kind.TIMESTAMP
        or field.sub_filter != PADES_FILTER
        or not sound.names_certificate
    ):
        return Level.NONE
    later = _later_timestamps(sound, history)
    if not sound.tokens and not later:
        return Level.B_B
    if not _answers_for_signer(sound, history.shown):
        return Level.B_T
    if any(_answers_for_signer(sound, revision) for revision in later):
        return Level.B_LTA
    return Level.B_LT


def _later_timestamps(sound: SoundSignature, history: History) -> list[Revision]:
    """Return the revisions that a document timestamp after the signature covers."""
    found = []
    for other in history.shown.signatures:
        if not is_name(entry(other.value, "/SubFilter"), "/ETSI.RFC3161"):
            continue
        numbers = other.byte_range
        try:
            end = int(str(numbers[2])) + int(str(numbers[3]))
            if sound.range.end < end <= len(history.data):
                found.append(history.revision(end))
        except UNREADABLE:
            continue
    return found


def _answers_for_signer(sound: SoundSignature, revision: Revision) -> bool:
    """Tell whether the revision's DSS holds a revocation answer about the signer."""
    certificate = as_certificate(sound.certificate)
    if certificate is None:
        return False
    answers = of_revision(revision).answers
    if any(crl.issuer == certificate.issuer for crl in answers.crls):
        return True
    for response in answers.ocsps:
        try:
            if any(one.serial_number == certificate.serial_number for one in response.responses):
                return True
        except ValueError:
            continue
    return False
