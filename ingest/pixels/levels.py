"""Counts the grey levels of a picture once, for all that is asked of them afterwards."""

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.scans.images import Grey


@dataclass(frozen=True, slots=True)
class Levels:
    """How many pixels have at most each of the 256 levels."""

    up_to: NDArray[np.int64]

    @classmethod
    def of(cls, picture: Grey) -> Self:
        """Count a picture of at least one pixel."""
        # Sorting millions of pixels, as a percentile does, costs twenty times as much.
        counts = cv2.calcHist([picture], [0], None, [256], [0, 256])
        return cls(np.cumsum(np.asarray(counts).ravel().astype(np.int64)))

    def percentile(self, share: float) -> int:
        """Return the least level that `share` percent of all pixels do not exceed."""
        return int(np.searchsorted(self.up_to, self.up_to[-1] * share / 100))

    def share_below(self, level: int) -> float:
        """Return the share of pixels darker than `level`, which is above 0."""
        return float(self.up_to[level - 1] / self.up_to[-1])
