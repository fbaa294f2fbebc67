"""What can go wrong while making a signature. A bad signature is not here: that is a verdict.

    SigningError
    ├── UnsuitableDocumentError   the PDF cannot take a signature (damaged, certified, active)
    ├── KeyUnavailableError       no such key, wrong PIN, token gone, module missing
    ├── CertificateRefusedError   expired, wrong key usage...: blocked before the key is used
    ├── ClockError                the machine's clock is clearly wrong
    ├── TimestampError            no trustworthy token could be had
    ├── LevelUnreachableError     the demanded level cannot be reached with what was given
    ├── SelfCheckError            what was made does not check out: it must not leave the room
    ├── TrustFolderError          the folder that names whom to trust cannot be read whole
    └── FetchError                an authority did not answer, or may not be asked

Each carries a stable `code` (for translation catalogues) and English words for the log. The class
has a general code; a place that knows better says so with `code=`. `facts` are stable words too,
told beside the code: `kinds` of content with `active_content`.
"""


class SigningError(Exception):
    """Base of every error this room raises on purpose."""

    code = "signing_failed"

    def __init__(
        self, message: str = "", *, code: str | None = None, **facts: tuple[str, ...]
    ) -> None:
        super().__init__(message)
        self.facts = facts
        if code is not None:
            self.code = code


class UnsuitableDocumentError(SigningError):
    """The PDF cannot take this signature.

    Codes: damaged_document, encrypted_document, certified_document, active_content,
    no_such_page, nothing_to_number, nothing_signed, unsuitable_document.
    """

    code = "unsuitable_document"


class KeyUnavailableError(SigningError):
    """The key cannot be reached or opened.

    Codes: bad_key_uri, key_file_unreadable, wrong_pin, pin_unsure, pin_locked, pin_final_try,
    pin_needed, sealed_pin_unreadable, device_gone, remote_signing_failed, remote_signing_refused,
    signed_elsewhere, key_unavailable.
    """

    code = "key_unavailable"


class CertificateRefusedError(SigningError):
    """The certificate may not sign now (TT 15/2025/TT-BKHCN art. 5: checked before the key).

    Codes: certificate_expired, certificate_not_yet_valid, certificate_revoked,
    certificate_untrusted, certificate_usage, revocation_unknown, weak_algorithm.
    """

    code = "certificate_refused"


class ClockError(SigningError):
    """The machine's clock is clearly wrong: what it would claim to be the time is not."""

    code = "clock_wrong"


class TimestampError(SigningError):
    """No trustworthy RFC 3161 token could be had; there is no silent downgrade."""

    code = "timestamp_unavailable"


class LevelUnreachableError(SigningError):
    """The demanded level cannot be reached with what was given."""

    code = "level_unreachable"


class SelfCheckError(SigningError):
    """What was made does not check out."""

    code = "self_check_failed"


class TrustFolderError(SigningError):
    """The folder that names whom to trust is missing, or holds a file that cannot be read."""

    code = "trust_folder_unreadable"


class FetchError(SigningError):
    """An authority gave no usable answer, or the allow-list forbids asking it.

    The message names the certificate, the authority's host and why; never a whole URL.
    """

    code = "revocation_unreachable"
