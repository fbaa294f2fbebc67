"""Names and URIs of ETSI TS 119 102-2 (validation report) and of what it borrows from others."""

import re
from typing import Final

VR: Final = "http://uri.etsi.org/19102/v1.2.1#"
XADES: Final = "http://uri.etsi.org/01903/v1.3.2#"
DS: Final = "http://www.w3.org/2000/09/xmldsig#"
SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"

_ETSI: Final = "urn:etsi:019102"
TOTAL_PASSED: Final = f"{_ETSI}:mainindication:total-passed"
TOTAL_FAILED: Final = f"{_ETSI}:mainindication:total-failed"
INDETERMINATE: Final = f"{_ETSI}:mainindication:indeterminate"
PASSED: Final = f"{_ETSI}:mainindication:passed"
FAILED: Final = f"{_ETSI}:mainindication:failed"
# The standard has no word for a file without signatures; this one is what validators in use say.
NO_SIGNATURE: Final = "urn:cef:dss:mainindication:noSignatureFound"
APPLIED: Final = f"{_ETSI}:constraintStatus:applied"
PROCESS: Final = f"{_ETSI}:validationprocess:LTVM"
PROVEN_HERE: Final = f"{_ETSI}:poetype:validation"

OBJECTS: Final = {
    "cer": f"{_ETSI}:validationObject:certificate",
    "crl": f"{_ETSI}:validationObject:CRL",
    "crlx": f"{_ETSI}:validationObject:other",
    "ocsp": f"{_ETSI}:validationObject:OCSPResponse",
    "tst": f"{_ETSI}:validationObject:timestamp",
    "json": f"{_ETSI}:validationObject:other",
    "pdf": f"{_ETSI}:validationObject:signedData",
}

# XML 1.0 clause 2.2: what no document may hold, not even escaped.
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def subindication(code: str) -> str:
    """Return the URI of a sub-indication of EN 319 102-1."""
    return f"{_ETSI}:subindication:{code}"


def xml_text(text: str) -> str:
    """Return a text with what XML cannot hold replaced by U+FFFD."""
    return _NO_XML.sub("\ufffd", text)
