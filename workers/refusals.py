"""An act that the rules of the office do not allow now. The person is told what to do instead."""


class RefusedError(Exception):
    """The act is well formed and within the asker's role, but not possible now.

    `code` is stable and has words in the catalogues; `facts` are told beside them.
    """

    def __init__(self, code: str, message: str, **facts: str | tuple[str, ...]) -> None:
        super().__init__(message)
        self.code = code
        self.facts = facts
