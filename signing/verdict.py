"""What a check of signatures concluded, in the words of ETSI EN 319 102-1.

A bad signature is a value here, never an exception. INDETERMINATE is never good.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Indication(StrEnum):
    """EN 319 102-1 clause 5.1.3."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    INDETERMINATE = "INDETERMINATE"


class Conclusion(StrEnum):
    """The one word for a whole file."""

    VALID = "valid"
    INVALID = "invalid"
    INDETERMINATE = "indeterminate"
    UNSIGNED = "unsigned"
    UNREADABLE = "unreadable"


class Structure(StrEnum):
    """Whether the file shows what its last signed revision shows."""

    SOUND = "sound"
    ALTERED = "altered"  # something follows or shadows the last signed revision
    MALFORMED = "malformed"  # the file cannot be trusted to say what it shows


class Kind(StrEnum):
    """A person's or agency's signature, or a document timestamp."""

    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"


class Integrity(StrEnum):
    """Whether the signed bytes are the signed bytes."""

    INTACT = "intact"
    BROKEN = "broken"


class Coverage(StrEnum):
    """How much of the file the byte range holds."""

    DOCUMENT = "document"
    REVISION = "revision"
    PARTIAL = "partial"


class Changes(StrEnum):
    """What came after the signed revision."""

    NONE = "none"
    PERMITTED = "permitted"
    FORBIDDEN = "forbidden"


class Trust(StrEnum):
    """Whether the certificate's path ends in a trusted root; unknown where none was given."""

    TRUSTED = "trusted"
    UNTRUSTED = "untrusted"
    UNKNOWN = "unknown"


class Revocation(StrEnum):
    """What a CRL or OCSP answer says of the certificate."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class Level(StrEnum):
    """The PAdES baseline level reached (EN 319 142-1)."""

    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"
    NONE = "none"


class TimeSource(StrEnum):
    """A time proven by a timestamp, or one that the signer merely claims."""

    TIMESTAMP = "timestamp"
    CLAIMED = "claimed"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a stable code (catalogue key `reason.<code>`) and an English sentence."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureVerdict:
    """What was established for one signature or document timestamp."""

    field: str
    kind: Kind
    signer: str | None
    issuer: str | None
    serial: str | None  # decimal
    integrity: Integrity
    coverage: Coverage
    changes: Changes
    indication: Indication
    subindication: str | None  # EN 319 102-1 clause 5.1.3, e.g. HASH_FAILURE, NO_POE
    trust: Trust
    revocation: Revocation
    level: Level
    time: datetime | None
    time_source: TimeSource | None
    reasons: tuple[Reason, ...] = ()
    # TT 15/2025/TT-BKHCN art. 6: who manages the certificate (its subject's organisation), which
    # organisation its authority is, and the period it states.
    organisation: str | None = None
    issuer_organisation: str | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class JudgedBy:
    """The policy that a verdict was reached under."""

    identifier: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileVerdict:
    """What was established for a whole file.

    `conclusion` is VALID only when every signature PASSED and the structure is sound; INVALID
    when one FAILED or the structure is not sound.
    """

    sha256: str | None
    conclusion: Conclusion
    structure: Structure
    findings: tuple[Reason, ...] = ()
    signatures: tuple[SignatureVerdict, ...] = ()
    policy: JudgedBy | None = None
    checked_at: datetime | None = None  # the moment that it was judged as of
