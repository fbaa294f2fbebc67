"""What can go wrong while reading paper.

    IngestError
    ├── UnreadableScanError     empty, truncated, damaged or of an unknown kind
    ├── EncryptedScanError      asks for a password
    ├── TooLargeError           more bytes, pixels or pages than an office's paper has
    └── EngineMissingError      tesseract or its Vietnamese data is not installed
        └── EngineDataError     its data is damaged, or of a network that we do not know

Each carries a stable `code` (for translation catalogues) and English words for the log.
"""


class IngestError(Exception):
    """Base of every error this room raises on purpose."""

    code = "unreadable_scan"


class UnreadableScanError(IngestError):
    """The bytes are not a scan that can be read: empty, truncated, damaged, unknown."""

    code = "unreadable_scan"


class EncryptedScanError(IngestError):
    """The file asks for a password before it shows its pages."""

    code = "encrypted_scan"


class TooLargeError(IngestError):
    """The file claims more bytes, pixels or pages than the limits allow."""

    code = "scan_too_large"


class EngineMissingError(IngestError):
    """The reading engine or its language data is not there."""

    code = "engine_missing"


class EngineDataError(EngineMissingError):
    """The engine's data is damaged, or holds a network of another shape than the one we run."""
