"""The asker's language, ready to put codes into words."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from api.languages import Language, Phrases, negotiate
from api.schemas import ReasonBody


class Words:
    """Sentences in one language."""

    def __init__(self, phrases: Phrases, language: Language) -> None:
        self._phrases = phrases
        self.language = language

    def reason(self, code: str, message: str) -> ReasonBody:
        """Return a verdict's reason in words."""
        return ReasonBody(code=code, message=self._phrases.reason(code, message, self.language))

    def warning(self, code: str, message: str) -> str:
        """Return what a reading warned of as a sentence; `message` where there are no words."""
        return self._phrases.warning(code, message, self.language)

    def problem(self, code: str | None, kinds: object = ()) -> ReasonBody | None:
        """Return what went wrong with a job or a file, and what to do; None when nothing did.

        `kinds`: see `Phrases.problem`.
        """
        if code is None:
            return None
        words = self._phrases.problem(code, self.language, kinds)
        return ReasonBody(code=code, message=f"{words.title}. {words.advice}")

    def problem_left(self, code: str, left: int | None) -> ReasonBody:
        """Return a problem in words, with how many days are left where that is known."""
        words = self._phrases.problem(code, self.language)
        title = words.title if left is None else f"{words.title}: {left}"
        return ReasonBody(code=code, message=f"{title}. {words.advice}")


def words_of(request: Request) -> Words:
    """Return the words for this request."""
    return Words(request.app.state.phrases, negotiate(request.headers.get("accept-language")))


WordsOf = Annotated[Words, Depends(words_of)]
