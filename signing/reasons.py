"""Every reason this room can give, with an English sentence; other languages live in catalogues.

A code is for ever: programs and translations rely on it. A sentence tells a person what is wrong;
the detail after it is for those who mend it.
"""

from typing import Final

from signing.verdict import Reason

SENTENCES: Final[dict[str, str]] = {
    "unreadable": "the file is not a PDF that can be read",
    "file_unreadable": "the file cannot be opened",
    "encrypted": "the file is protected with a password",
    "too_large": "the file is larger than may be judged here",
    "too_many_signatures": "the file holds more signatures than may be judged here",
    "judge_failed": "the file could not be judged within the time and memory allowed",
    "damaged": "the file is damaged; programs may repair it into different documents",
    "empty_signature": "the file has signature fields that nobody has signed yet",
    "signature_dropped": "an earlier revision was signed, but the document that is shown is not",
    "trailing_bytes": "something follows the end of the document",
    "byte_range": "the signature does not say properly which bytes it covers",
    "gap": "the part that the signature leaves out is not just the signature",
    "sub_filter": "this kind of signature is not known",
    "cms_unreadable": "the signature value cannot be read",
    "cms_trailing": "something follows the signature value in its place",
    "signer_infos": "the signature does not have exactly one signer",
    "no_signer_certificate": "the signer's certificate is not in the file",
    "digest_wrong": "the signed content was changed",
    "digest_mismatch": "the signature names two different digest algorithms",
    "digest_unsupported": "the digest algorithm is not known",
    "signature_wrong": "the signature value does not fit the signer's key",
    "signature_unsupported": "the signature algorithm is not known, or not the one of the key",
    "key_unreadable": "the public key in the certificate cannot be used",
    "content_type": "the signature is over another kind of content",
    "attributes_order": "the signed attributes are not in the order that the standard demands",
    "attribute_repeated": "a signed attribute occurs twice",
    "attributes_missing": "the signature lacks the signed attributes that its kind must have",
    "algorithm_protection": "the algorithms in use are not the ones that the signer stated",
    "signing_certificate": "the signature names another certificate than its own",
    "token_type": "the timestamp is not a timestamp token",
    "token_unreadable": "the timestamp cannot be read",
    "imprint_wrong": "the timestamp is over other bytes",
    "timestamp_copied": "a timestamp is a copy of another signature's and does not count",
    "timestamp_unproven": "a timestamp lacks its authority's certificate and does not count",
    "timestamp_untrusted": "the timestamp's authority is not trusted, so it proves no time",
    "timestamp_purpose": "the certificate is not made for timestamps only",
    "time_claimed": "the signing time is only what the signer claims",
    "no_trust_given": "no trusted roots were given, so nobody is known to be trusted",
    "no_path": "no path leads from the certificate to a trusted root",
    "path_too_long": "the certificate path is longer than its authorities allow",
    "issuer_is_no_authority": "the certificate was issued by one that is no certificate authority",
    "authority_out_of_period": "an authority's certificate was not valid at that time",
    "critical_extension": "a certificate holds a demand that is not understood here",
    "certificate_unreadable": "a certificate does not follow the standard",
    "certificate_expired": "the certificate has expired and nothing proves an earlier signature",
    "certificate_not_yet_valid": "the certificate was not valid yet at that time",
    "signed_after_expiry": "the signature was made after the certificate had expired",
    "claimed_before_period": "the claimed signing time is before the certificate's period",
    "claimed_in_future": "the claimed signing time is in the future",
    "certificate_revoked": "the certificate was revoked",
    "authority_revoked": "the certificate of an authority on the path was revoked",
    "revocation_unknown": "no CRL or OCSP answer tells whether the certificate was revoked",
    "revocation_stale": "the CRL or OCSP answer at hand is not for this time",
    "key_usage": "the certificate's key may not be used to sign",
    "purpose": "the certificate is not made for signing documents",
    "weak_digest": "the digest algorithm is too weak today",
    "weak_key": "the signer's key is too short today",
    "coverage": "the signed part is not a whole revision of the document",
    "comparison_failed": "the changes after the signature cannot be judged",
    "changed": "the document was changed after signing",
    "ambiguous": "what was added after signing can be read in more than one way",
    "certified_later": "somebody certified the document after others had signed it",
    "catalog_changed": "the document's catalog was changed after signing",
    "trailer_changed": "the file's trailer was changed after signing",
    "page_count": "pages were added or removed after signing",
    "page_replaced": "a page was replaced after signing",
    "page_changed": "a page's content was changed after signing",
    "annotation_added": "something was put over a page after signing",
    "annotation_changed": "a note on a page was changed after signing",
    "annotation_removed": "a note on a page was removed after signing",
    "form_changed": "the form's settings were changed after signing",
    "form_filled": "the form was filled after signing without permission",
    "field_added": "a form field was added after signing",
    "field_changed": "a form field was changed after signing",
    "field_removed": "a form field was removed after signing",
    "field_duplicate": "two form fields carry the same name",
    "field_locked": "a field that the signer had locked was changed",
    "signature_added": "a signature was added where the certifying signer forbade it",
    "signature_field_removed": "a signature was taken out of the form after signing",
    "signature_changed": "an earlier signature was changed",
    "signature_too_big": "a new signature covers a large part of a page",
    "active_content": "a new field brings actions that run by themselves",
    "structure_tree": "the reading structure of the document was changed after signing",
    "object_reused": "an object got another meaning after signing",
    "object_shared": "what a field shows is also used elsewhere in the document",
    "metadata_changed": "the description of the document was changed after signing",
    "validation_data_changed": "the store of validation data holds something else",
    "content_hidden": "content of a page is hidden or looks different since signing",
}


def reason(code: str, detail: str = "") -> Reason:
    """Return the reason; the code must be one of `SENTENCES`."""
    sentence = SENTENCES[code]
    return Reason(code, f"{sentence} ({detail[:_LONGEST_DETAIL]})" if detail else sentence)


_LONGEST_DETAIL: Final = 160
