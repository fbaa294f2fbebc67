"""Finds 2-D codes on a page: cover sheets, citizen cards, forms.

A code is not proof of anything: anybody can print one. It fills fields and sorts paper.
"""

from typing import Final

import cv2
import numpy as np
import zxingcpp

from ingest.images import Grey

_WORK_DPI: Final = 200
_LONGEST_PAYLOAD: Final = 4_000
_MOST_CODES: Final = 16
_FORMATS: Final = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.Aztec,
    ]
)


def read_codes(grey: Grey, dpi: int) -> tuple[str, ...]:
    """Return the text of each 2-D code on the page, in no promised order, each once."""
    scale = _WORK_DPI / dpi
    if scale < 1:
        small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        found = _payloads(np.asarray(small, np.uint8))
        if found:
            return found
    return _payloads(grey)


def _payloads(grey: Grey) -> tuple[str, ...]:
    codes = zxingcpp.read_barcodes(grey, formats=_FORMATS, try_invert=False)
    texts = (code.text for code in codes if code.valid)
    return tuple(dict.fromkeys(text for text in texts if 0 < len(text) <= _LONGEST_PAYLOAD))[
        :_MOST_CODES
    ]
