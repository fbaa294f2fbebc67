"""A PDF signed in the shortest way, for tests that look at what came of it."""

from signing.cms.builder import CmsBuilder
from signing.keys.signing_key import SigningKey
from signing.profiles import SignatureSpec
from tests.support.whole_bytes import embed, prepare


def signed_with(cms: CmsBuilder, key: SigningKey, pdf: bytes, spec: SignatureSpec) -> bytes:
    """Return the PDF with one more signature; no trust, no timestamp, no check."""
    prepared = prepare(pdf, spec, key.certificate)
    return embed(prepared, cms.build(prepared.digest, key))
