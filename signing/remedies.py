"""What a clerk can do about a reason: one remedy serves many of them.

Other languages have theirs in the catalogues, within the sentence of each reason.
"""

from typing import Final

_REMEDIES: Final[dict[str, tuple[str, ...]]] = {
    "ask whoever sent it for the file as it was signed": (
        *("unreadable", "damaged", "signature_dropped", "trailing_bytes", "byte_range", "gap"),
        *("digest_wrong", "imprint_wrong", "signature_wrong", "coverage", "comparison_failed"),
        *("changed", "ambiguous", "catalog_changed", "trailer_changed", "page_count"),
        *("page_replaced", "page_changed", "annotation_added", "annotation_changed"),
        *("annotation_removed", "form_changed", "form_filled", "field_added", "field_changed"),
        *("field_removed", "field_duplicate", "field_locked", "signature_field_removed"),
        *("signature_changed", "signature_too_big", "active_content", "structure_tree"),
        *("object_reused", "object_shared", "metadata_changed", "validation_data_changed"),
        "content_hidden",
    ),
    "ask the certifying signer whether it was meant, and to sign anew": (
        *("certified_later", "signature_added"),
    ),
    "ask the signer to sign again with software that keeps to PAdES": (
        *("sub_filter", "cms_unreadable", "cms_trailing", "signer_infos"),
        *("no_signer_certificate", "digest_mismatch", "digest_unsupported"),
        *("signature_unsupported", "content_type", "attributes_order", "attribute_repeated"),
        *("attributes_missing", "algorithm_protection", "signing_certificate", "token_type"),
        "token_unreadable",
    ),
    "ask the signer to sign again with a certificate for documents": (
        *("key_usage", "key_usage_missing", "purpose", "key_unreadable"),
        *("certificate_unreadable", "critical_extension", "path_too_long"),
        *("issuer_is_no_authority", "name_constraints", "certificate_policies"),
    ),
    "ask the signer to sign again with a certificate that is in force, and with a timestamp": (
        *("certificate_expired", "certificate_not_yet_valid", "signed_after_expiry"),
        *("authority_out_of_period", "certificate_revoked", "authority_revoked"),
        "revocation_unproven",
    ),
    "ask the signer to sign again with SHA-256 and RSA of 2048 bits, or stronger": (
        *("weak_digest", "weak_key", "weak_authority", "weak_certificate"),
    ),
    "if its authority is recognised, have its root put into the trust store": (
        *("no_trust_given", "no_path", "timestamp_untrusted"),
    ),
    "ask for a signature of somebody whose root is in it": ("store_not_allowed",),
    "check again when CRL or OCSP can be asked": ("revocation_unknown", "revocation_stale"),
    "check again when its authority has ended the suspension": ("certificate_suspended",),
    "a timestamp of a trusted authority would prove it": ("time_claimed", "timestamp_unproven"),
    "have the timestamp made again by a trusted authority": (
        *("timestamp_purpose", "timestamp_order", "timestamp_copied"),
    ),
    "have the clock of the signer's machine set right": (
        *("claimed_before_period", "claimed_in_future", "claimed_after_proof"),
    ),
    "ask for the password, or for a copy without one": ("encrypted",),
    "check that the file is there and may be read": ("file_unreadable",),
    "have it signed, or ask for the signed copy": ("empty_signature",),
    "have whoever looks after the system judge it": (
        *("too_large", "too_many_signatures", "judge_failed"),
    ),
}

REMEDIES: Final[dict[str, str]] = {
    code: remedy for remedy, codes in _REMEDIES.items() for code in codes
}


def with_remedy(code: str, sentence: str) -> str:
    """Return the sentence with what can be done about it, where anything can."""
    return f"{sentence}; {REMEDIES[code]}" if code in REMEDIES else sentence
