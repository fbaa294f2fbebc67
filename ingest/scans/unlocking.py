"""Takes the password off a PDF whose password its owner gave us; page contents stay as they are.

The copy is for reading only: it is made in a private folder and thrown away afterwards.
"""

from pathlib import Path

import pikepdf

from ingest.errors import EncryptedScanError, UnreadableScanError


def unlock(path: Path, password: str, out: Path) -> None:
    """Write the PDF at `path` to `out` without encryption, its streams' bytes unchanged.

    Raises EncryptedScanError when the password is wrong and UnreadableScanError for a damaged file.
    """
    try:
        with pikepdf.open(path, password=password) as pdf:
            # Plain objects, so that a signature's byte range can still be seen in the bytes.
            pdf.save(
                out,
                encryption=False,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
            )
    except pikepdf.PasswordError as error:
        raise EncryptedScanError("the password does not open the PDF file") from error
    except pikepdf.PdfError as error:
        raise UnreadableScanError(f"the PDF file is damaged: {error}") from error
