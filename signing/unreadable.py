"""What parsers are known to raise on bytes that are not what they should be.

Seen on 910 signed files, of asn1crypto and cryptography; those of PDFs raise more
(`signing.revisions.pdf_objects`). Callers turn these, and nothing else, into verdicts.
"""

from typing import Final

PARSER_FAILURES: Final = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RuntimeError,  # pikepdf's word for several qpdf errors; RecursionError is one too
    AssertionError,
)
