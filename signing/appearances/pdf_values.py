"""Short spellings for the PDF values that appearances and overlays are made of."""

from collections.abc import Mapping

from pyhanko.pdf_utils import generic

Number = int | float


def name(text: str) -> generic.NameObject:
    """Return a name; `text` without the slash."""
    return generic.NameObject(f"/{text}")


def number(value: Number) -> generic.PdfObject:
    """Return a whole number as one, another rounded to a thousandth."""
    if isinstance(value, int):
        return generic.NumberObject(value)  # type: ignore[no-untyped-call]
    return generic.FloatObject(f"{value:.3f}")  # type: ignore[no-untyped-call]


def numbers(values: tuple[Number, ...]) -> generic.ArrayObject:
    """Return an array of numbers."""
    return generic.ArrayObject([number(value) for value in values])


def dictionary(values: Mapping[str, generic.PdfObject]) -> generic.DictionaryObject:
    """Return a dictionary; keys without the slash."""
    made = {name(key): value for key, value in values.items()}
    return generic.DictionaryObject(made)  # type: ignore[no-untyped-call]


def stream(data: bytes, values: Mapping[str, generic.PdfObject]) -> generic.StreamObject:
    """Return a Flate-compressed stream."""
    made = generic.StreamObject(
        {name(key): value for key, value in values.items()}, stream_data=data
    )
    made.compress()  # type: ignore[no-untyped-call]
    return made
