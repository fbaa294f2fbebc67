"""What a procedure asks for, and the kinds of papers there are: data, never constants."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentType:
    """A kind of paper. `titles` and `fields` are what the reading room looks for.

    `sample` marks rows that a fresh catalogue brought along and an office should replace.
    `validity_days` is how long after its issue such a paper may be reused; None is for ever.
    """

    code: str
    name_vi: str
    name_en: str
    abbreviation: str
    titles: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    validity_days: int | None = None
    sensitive: bool = False
    sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredComponent:
    """A paper that a procedure asks for."""

    type: str
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """An administrative procedure and the papers that its dossiers consist of, in order."""

    code: str
    name: str
    components: tuple[RequiredComponent, ...]
    sample: bool = False
