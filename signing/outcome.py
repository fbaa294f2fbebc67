"""Gathering what the steps of a verdict found into one indication.

The first failure rules, else the first doubt, else the signature passed: the order of the steps is
the order of EN 319 102-1 clause 5.3.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from signing.faults import FaultError
from signing.reasons import reason
from signing.verdict import Indication, Reason

_FAILED: Final = Indication.FAILED
_OPEN: Final = Indication.INDETERMINATE

INDICATIONS: Final[dict[str, Indication]] = {
    # EN 319 102-1 clause 5.1.3: what each sub-indication says, and of which indication it is one.
    # FAILED: no later proof can mend it.
    "FORMAT_FAILURE": _FAILED,  # the file or the signature is not built as the standards demand
    "HASH_FAILURE": _FAILED,  # what was signed is not what is there
    "SIG_CRYPTO_FAILURE": _FAILED,  # the value does not fit the signer's key
    "REVOKED": _FAILED,  # revoked, and the signature was made afterwards
    "EXPIRED": _FAILED,  # the signature was made after the certificate had ended
    "NOT_YET_VALID": _FAILED,  # the signature was there before the certificate began
    # INDETERMINATE: the constraints of the policy are not met.
    "SIG_CONSTRAINTS_FAILURE": _OPEN,  # something the policy demands of a signature is missing
    "CHAIN_CONSTRAINTS_FAILURE": _OPEN,  # something it demands of the path
    "CERTIFICATE_CHAIN_GENERAL_FAILURE": _OPEN,  # the path cannot be processed
    "CRYPTO_CONSTRAINTS_FAILURE": _OPEN,  # an algorithm was too weak at the time that is proven
    "TIMESTAMP_ORDER_FAILURE": _OPEN,  # timestamps contradict one another
    # INDETERMINATE: something is missing, and may yet be had.
    "NO_SIGNING_CERTIFICATE_FOUND": _OPEN,  # the signer's certificate is not there
    "NO_CERTIFICATE_CHAIN_FOUND": _OPEN,  # no path leads to a trusted root
    "NO_CERTIFICATE_CHAIN_FOUND_NO_POE": _OPEN,  # one did, but only before the time that is proven
    "REVOKED_NO_POE": _OPEN,  # revoked, and nothing proves the signature older
    "REVOKED_CA_NO_POE": _OPEN,  # the same of an authority on the path
    "OUT_OF_BOUNDS_NO_POE": _OPEN,  # outside the period, and nothing proves it was signed inside
    "OUT_OF_BOUNDS_NOT_REVOKED": _OPEN,  # the same, while the certificate is known not revoked
    "REVOCATION_OUT_OF_BOUNDS_NO_POE": _OPEN,  # the answer may be younger than its signer's end
    "CRYPTO_CONSTRAINTS_FAILURE_NO_POE": _OPEN,  # weak now, and nothing proves it is older
    "NO_POE": _OPEN,  # a proof that it existed in time is missing
    "TRY_LATER": _OPEN,  # revocation is not known yet, or the certificate is suspended
    "SIGNED_DATA_NOT_FOUND": _OPEN,  # there is nothing that was signed
}


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a signature cannot pass."""

    reason: Reason
    indication: Indication
    subindication: str


def objection(code: str, subindication: str, detail: str = "") -> Objection:
    """Return an objection; the sub-indication, one of `INDICATIONS`, tells how grave it is."""
    return Objection(reason(code, detail), INDICATIONS[subindication], subindication)


def of_fault(fault: FaultError) -> Objection:
    """Return a fault as a value."""
    return Objection(fault.reason, fault.indication, fault.subindication)


def ruling(objections: Iterable[Objection]) -> tuple[Indication, str | None]:
    """Return the indication and sub-indication that the objections amount to."""
    listed = tuple(objections)
    for indication in (Indication.FAILED, Indication.INDETERMINATE):
        for one in listed:
            if one.indication is indication:
                return indication, one.subindication
    return Indication.PASSED, None
