"""How to mend what a verdict objects to: a few pieces of advice for the many reasons."""

from typing import Final

from signing.verdict import FileVerdict, Indication, Reason

_BY_REASON: Final = {
    "ask_original": (
        *("damaged", "trailing_bytes", "signature_dropped", "byte_range", "gap", "cms_trailing"),
        *("digest_wrong", "signature_wrong", "imprint_wrong", "ambiguous", "changed"),
        *("page_count", "page_replaced", "page_changed", "content_hidden", "coverage"),
    ),
    "ask_copy": ("unreadable", "file_unreadable", "judge_failed"),
    "give_password": ("encrypted",),
    "ask_signature": ("empty_signature",),
    "add_root": ("no_trust_given", "no_path", "timestamp_untrusted"),
    "ask_revocation": ("revocation_unknown", "revocation_stale"),
    "sign_anew": (
        *("certificate_revoked", "authority_revoked", "certificate_expired"),
        *("signed_after_expiry", "claimed_before_period", "claimed_in_future"),
        *("certificate_not_yet_valid", "key_usage", "purpose", "weak_digest", "weak_key"),
        *("authority_out_of_period", "path_too_long", "issuer_is_no_authority"),
    ),
    "want_timestamp": ("time_claimed",),
}
_ADVICE: Final = {code: advice for advice, codes in _BY_REASON.items() for code in codes}
ADVICE: Final = (*_BY_REASON, "ask_support")


def advice_for(reasons: tuple[Reason, ...], indication: Indication) -> tuple[str, ...]:
    """Return the codes of what may be done, each once, in the order of the reasons.

    A signature that passed needs nothing; a remark of it may still be worth a word.
    """
    found = [_ADVICE[why.code] for why in reasons if why.code in _ADVICE]
    if not found and indication is not Indication.PASSED:
        found = ["ask_original" if indication is Indication.FAILED else "ask_support"]
    return tuple(dict.fromkeys(found))


def advice_for_file(verdict: FileVerdict) -> tuple[str, ...]:
    """Return what may be done about the file's own findings."""
    return tuple(dict.fromkeys(_ADVICE.get(why.code, "ask_original") for why in verdict.findings))
