"""How a check says "no" to the step that asked: control flow inside this room only.

`verify` turns every fault into a value; none leaves the room.
"""

from signing.reasons import reason
from signing.verdict import Indication, Reason


class FaultError(Exception):
    """One check failed; carries the reason and the words of EN 319 102-1 clause 5.1.3."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        subindication: str = "FORMAT_FAILURE",
        indication: Indication = Indication.FAILED,
    ) -> None:
        super().__init__(code, detail)
        self.reason: Reason = reason(code, detail)
        self.subindication = subindication
        self.indication = indication
