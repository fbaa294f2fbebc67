"""Until when a file's proof of time lasts: the end of the certificate that its newest one rests on.

After that day nobody can tell whether that authority was still one (EN 319 142-1 clause 5.5:
a further document timestamp has to be there before).
"""

from datetime import datetime

from cryptography import x509

from signing.faults import FaultError
from signing.lasting.holdings import Holdings
from signing.values import signed_data


def renew_by(held: Holdings) -> datetime | None:
    """Return the moment before which another archive timestamp has to be there.

    None where no signature of the file has any timestamp: there is nothing to renew then.
    """
    stamps = held.document_stamps
    if stamps:
        return _end(stamps[-1].certificate)
    own = [stamp for one in held.signatures for stamp in one.stamps]
    return min((_end(stamp.certificate) for stamp in own), default=None)


def authority_ends(token: bytes) -> datetime | None:
    """Return the end of the certificate behind a token (DER) that was checked; None if unread."""
    try:
        content = signed_data.load(token)
        serial = content["signer_infos"][0]["sid"].chosen["serial_number"].native
        held = signed_data.certificates(content)
        return next(_end(one.dump()) for one in held if one.serial_number == serial)
    except (FaultError, StopIteration, ValueError, TypeError, KeyError):
        return None


def _end(der: bytes) -> datetime:
    return x509.load_der_x509_certificate(der).not_valid_after_utc
