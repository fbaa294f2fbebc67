"""The shape in which the VGCA signing program on a signer's machine is spoken to, and nothing else.

The page passes the program a JSON object; the program fetches `FileName`, signs, and posts the
file to `FileUploadHandler` as multipart form data in the field `uploadfile`; it shows `Message`
and hands the answer on to the page. As seen in offices' public code, not in a specification.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from storage.records import Document
from storage.returns import Deed

UPLOAD_FIELD: Final = "uploadfile"
FUNCTIONS: Final = MappingProxyType(
    {Deed.APPROVE: "vgca_sign_approved", Deed.ISSUE: "vgca_sign_issued"}
)


def parameters(document: Document, deed: Deed, *, fetch: str, upload: str) -> dict[str, object]:
    """Return what the page passes; it puts its own origin before the two addresses.

    No token and no cookie go along: the ticket in the addresses is good for this one file.
    """
    told: dict[str, object] = {
        "FileName": fetch,
        "FileUploadHandler": upload,
        "SessionId": "",
        "JWTToken": "",
        "MetaData": [],
    }
    if deed is Deed.ISSUE:
        told["DocNumber"] = document.number or ""
        told["IssuedDate"] = "" if document.issued_on is None else document.issued_on.isoformat()
    return told


def taken(name: str) -> Mapping[str, object]:
    """Return the answer to a file that was taken."""
    return {"Status": True, "Message": "", "FileName": name, "FileServer": name}


def refused(message: str, code: str) -> Mapping[str, object]:
    """Return the answer to a file that was not taken; `message` is shown to the signer."""
    return {"Status": False, "Message": message, "FileName": "", "FileServer": "", "Code": code}
