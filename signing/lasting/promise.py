"""The level that a signature is to have, as people ask for it (EN 319 142-1 clause 6)."""

from enum import StrEnum

from signing.verdict import Level


class Promise(StrEnum):
    """A baseline level. Each holds all of the one before."""

    B_B = "b-b"
    B_T = "b-t"  # somebody trusted says when
    B_LT = "b-lt"  # certificates and revocation answers are in the file
    B_LTA = "b-lta"  # and an archive timestamp over all of it

    @property
    def rank(self) -> int:
        """The place in the order, from 0."""
        return list(Promise).index(self)

    def kept_by(self, level: Level) -> bool:
        """Tell whether a signature that was found to have `level` has at least this one."""
        return level is not Level.NONE and Promise(level.value.lower()).rank >= self.rank
