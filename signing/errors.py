"""What can go wrong while making a signature. A bad signature is not here: that is a verdict.

    SigningError
    ├── UnsuitableDocumentError   the PDF cannot take a signature (damaged, certified, active)
    ├── KeyUnavailableError       no such key, wrong PIN, token gone, module missing
    ├── CertificateRefusedError   expired, wrong key usage...: blocked before the key is used
    ├── TimestampError            no trustworthy token could be had
    ├── LevelUnreachableError     the demanded level cannot be reached with what was given
    └── SelfCheckError            what was made does not check out: it must not leave the room

Each carries a stable `code` (for translation catalogues) and English words for the log.
"""


class SigningError(Exception):
    """Base of every error this room raises on purpose."""

    code = "signing_failed"


class UnsuitableDocumentError(SigningError):
    """The PDF cannot take this signature."""

    code = "unsuitable_document"


class KeyUnavailableError(SigningError):
    """The key cannot be reached or opened."""

    code = "key_unavailable"


class CertificateRefusedError(SigningError):
    """The certificate may not sign now (TT 15/2025/TT-BKHCN art. 5: checked before the key)."""

    code = "certificate_refused"


class TimestampError(SigningError):
    """No trustworthy RFC 3161 token could be had; there is no silent downgrade."""

    code = "timestamp_unavailable"


class LevelUnreachableError(SigningError):
    """The demanded level cannot be reached with what was given."""

    code = "level_unreachable"


class SelfCheckError(SigningError):
    """What was made does not check out."""

    code = "self_check_failed"
