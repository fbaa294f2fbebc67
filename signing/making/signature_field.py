"""Hangs a new signature field into a PDF's form and onto one of its pages (ISO 32000-1 12.7.4.5).

The widget is the field. Whatever else the catalog, the form and the page hold stays byte by byte.
"""

from typing import Final

from signing.appearances.appearance import Appearance
from signing.appearances.pdf_values import Reference
from signing.making.changed_objects import ChangedObjects
from signing.making.pdf_strings import string_words
from signing.making.pdf_tokens import entries, items, reference, whole_number, written
from signing.making.plain_file import PlainFile
from signing.making.unusual import UnusualFileError
from signing.making.written_values import as_bytes, text

_FLAGS: Final = 3  # signatures exist, append only: table 219
_PRINTED_AND_LOCKED: Final = 132  # table 165; PDF/A wants every annotation printed
_MOST_FIELDS: Final = 2000


def add_field(
    file: PlainFile, changed: ChangedObjects, name: str, appearance: Appearance, value: Reference
) -> tuple[int, int]:
    """Add a field with this name, look and value; return the page that it is on.

    Raises `UnusualFileError` where a field has that name already, or the form is odd.
    """
    page = file.page(appearance.page)
    field = changed.reserve()
    _list_in_form(file, changed, name, field)
    _list_on_page(file, changed, page, field)
    rectangle = tuple(float(side) for side in appearance.rectangle or (0, 0, 0, 0))
    body = {
        b"/Type": b"/Annot",
        b"/Subtype": b"/Widget",
        b"/FT": b"/Sig",
        b"/T": text(name),
        b"/V": as_bytes(value),
        b"/F": b"%d" % _PRINTED_AND_LOCKED,
        b"/P": b"%d %d R" % page,
        b"/Rect": as_bytes(rectangle),
    }
    if appearance.normal is not None:
        body[b"/AP"] = as_bytes({"N": appearance.normal})
    changed.put(field, written(body))
    return page


def _list_in_form(file: PlainFile, changed: ChangedObjects, name: str, field: Reference) -> None:
    catalog = entries(file.value(file.root[0]))
    given = _present(catalog.get(b"/AcroForm"))
    form = {} if given is None else file.dictionary(given)
    listed = _present(form.get(b"/Fields"))
    _refuse_taken(file, listed, name)
    place = reference(listed)
    if place is not None:
        changed.replace(*place, _longer(file.resolved(listed or b""), field))
    else:
        form[b"/Fields"] = _longer(listed or b"[]", field)
    flags = whole_number(file.resolved(form.get(b"/SigFlags", b"0")))
    if place is not None and flags & _FLAGS == _FLAGS:
        return
    form[b"/SigFlags"] = b"%d" % (flags | _FLAGS)
    home = reference(given)
    if home is not None:
        changed.replace(*home, written(form))
        return
    if given is None:
        catalog[b"/AcroForm"] = as_bytes(changed.put(changed.reserve(), written(form)))
    else:
        catalog[b"/AcroForm"] = written(form)
    changed.replace(*file.root, written(catalog))


def _list_on_page(
    file: PlainFile, changed: ChangedObjects, page: tuple[int, int], field: Reference
) -> None:
    values = entries(file.value(page[0]))
    if values.get(b"/Type") != b"/Page":
        raise UnusualFileError("a page that does not say that it is one")
    listed = _present(values.get(b"/Annots"))
    place = reference(listed)
    if place is not None:
        changed.replace(*place, _longer(file.resolved(listed or b""), field))
    else:
        values[b"/Annots"] = _longer(listed or b"[]", field)
        changed.replace(*page, written(values))


def _refuse_taken(file: PlainFile, listed: bytes | None, name: str) -> None:
    if "." in name:
        raise UnusualFileError("a name that means a field in another")
    fields = file.array(listed)
    if len(fields) > _MOST_FIELDS:
        raise UnusualFileError("a form with very many fields")
    for field in fields:
        said = file.dictionary(field).get(b"/T")
        if said is not None and string_words(file.resolved(said)) == name:
            raise UnusualFileError("a field of this name is there already")


def _present(value: bytes | None) -> bytes | None:
    return None if value == b"null" else value


def _longer(array: bytes, field: Reference) -> bytes:
    items(array)  # raises where it is none
    return array[:-1] + b" " + as_bytes(field) + b"]"
