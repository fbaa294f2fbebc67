"""What the law wants told of one signature (TT 15/2025/TT-BKHCN art. 6), as labels and values."""

from collections.abc import Iterator

from signing.reports.words import ReportWords
from signing.verdict import Integrity, Kind, Revocation, SignatureVerdict, TimeSource, Trust


def facts(one: SignatureVerdict, words: ReportWords) -> Iterator[tuple[str, str]]:
    """Yield label and value of each fact, in the order in which a clerk asks for them."""
    signature = one.kind is Kind.SIGNATURE
    unknown = words("unknown")
    yield words("signer" if signature else "authority_of_time"), one.signer or unknown
    yield words("organisation"), one.organisation or words("not_stated")
    yield words("issuer"), _joined(one.issuer, one.issuer_organisation) or unknown
    yield words("time" if signature else "time_of_stamp"), _time(one, words)
    yield words("integrity"), words(f"integrity_{one.integrity.value}")
    yield words("validity"), _validity(one, words)
    yield words("period"), _period(one, words)
    yield words("trust"), words(f"trust_{one.trust.value}")
    # Of a signature that is broken nobody can say what it covers, or what came after it.
    intact = one.integrity is Integrity.INTACT
    yield words("changes"), words(f"changes_{one.changes.value}") if intact else unknown
    yield words("coverage"), words(f"coverage_{one.coverage.value}") if intact else unknown
    yield words("level"), one.level.value if one.level.value != "none" else words("level_none")
    yield words("serial"), one.serial or unknown
    yield words("indication"), _joined(one.indication.value, one.subindication)


def _joined(first: str | None, second: str | None) -> str:
    return " – ".join(dict.fromkeys(part for part in (first, second) if part))


def _time(one: SignatureVerdict, words: ReportWords) -> str:
    if one.time is None:
        return words("time_none")
    proven = one.time_source is TimeSource.TIMESTAMP
    return words("time_proven" if proven else "time_claimed", time=words.moment(one.time))


def _period(one: SignatureVerdict, words: ReportWords) -> str:
    if one.valid_from is None or one.valid_to is None:
        return words("unknown")
    return words("period_value", begin=words.moment(one.valid_from), end=words.moment(one.valid_to))


def _validity(one: SignatureVerdict, words: ReportWords) -> str:
    """Say how the certificate stood when it signed; what is only claimed proves nothing."""
    if one.valid_from is None or one.valid_to is None or one.time is None:
        within = words("within_unknown")
    elif one.valid_from <= one.time <= one.valid_to:
        within = words("within")
    else:
        within = words("within_not")
    if one.trust is not Trust.TRUSTED and one.revocation is Revocation.UNKNOWN:
        revocation = words("revocation_unasked")
    else:
        revocation = words(f"revocation_{one.revocation.value}")
    return f"{within}; {revocation}"
