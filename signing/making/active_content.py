"""Finds what a paper must not hold before it is signed: things that act or that hide.

A signature over a page that can change by itself proves nothing. Looked for in every object of the
newest revision: scripts, actions that start programs or send data, optional content (layers that
a viewer may hide), XFA forms, multimedia and attached files, and whatever else looks different in
different viewers. Plain links are fine. It does not judge what earlier signatures allow.
"""

import re
from collections.abc import Iterable, Iterator

import pikepdf

from signing.errors import UnsuitableDocumentError
from signing.making.ambiguous_content import KINDS as AMBIGUOUS
from signing.making.ambiguous_content import TELLING, ambiguities

_ACTIONS = {
    "/JavaScript": "javascript",
    "/Launch": "launch",
    "/SubmitForm": "submit_form",
    "/ImportData": "import_data",
    "/ResetForm": "reset_form",
    "/Rendition": "multimedia",
    "/Movie": "multimedia",
    "/Sound": "multimedia",
    "/SetOCGState": "optional_content",
    "/GoToR": "remote_document",
    "/GoToE": "remote_document",
    "/Hide": "hide",
}
_KEYS = {
    "/JS": "javascript",
    "/JavaScript": "javascript",
    "/XFA": "xfa",
    "/OCProperties": "optional_content",
    "/EmbeddedFiles": "attachment",
    "/AA": "additional_actions",
}
_ANNOTATIONS = {
    "/RichMedia": "multimedia",
    "/Screen": "multimedia",
    "/Movie": "multimedia",
    "/Sound": "multimedia",
    "/3D": "multimedia",
    "/FileAttachment": "attachment",
}
_TOO_DEEP = "too_deep"
_MAX_DEPTH = 64
_NAMES = "|".join(re.escape(name) for name in (*_ACTIONS, *_KEYS, *_ANNOTATIONS, *TELLING))
_TELLING = re.compile(rb"(?:%b)(?=[\s/<>\[\]()]|\Z)" % _NAMES.encode("ascii"))

# Whatever can be found; each has words in the catalogues.
KINDS = AMBIGUOUS | {*_ACTIONS.values(), *_KEYS.values(), *_ANNOTATIONS.values(), _TOO_DEEP}


def refuse_active_content(pdf: pikepdf.Pdf) -> None:
    """Raise `UnsuitableDocumentError` (active_content, with the kinds) for what is not inert."""
    if found := active_content(pdf):
        raise UnsuitableDocumentError(
            f"the PDF is not inert: {', '.join(found)}", code="active_content", kinds=found
        )


def active_content(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Return the kinds found, sorted, each once; empty for a paper that only shows."""
    found: set[str] = set()
    spare = _form_resources(pdf)
    # Mere values (a stream's indirect /Length) come as Python's own, whatever the types say.
    things: Iterable[object] = pdf.objects
    for thing in things:
        if not isinstance(thing, pikepdf.Object):
            continue
        if _is_telling(thing) and not (_is_reference(thing) and thing.objgen == spare):
            found.update(_in(thing, 0))
    return tuple(sorted(found))


def _is_telling(thing: pikepdf.Object) -> bool:
    """Tell, in one look, whether an object can hold anything of this at all.

    qpdf writes it out with every name in its plain form; most objects name nothing that matters.
    """
    written = (thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing).unparse(
        resolved=True
    )
    return (
        written.count(b"<<") + written.count(b"[") > _MAX_DEPTH
        or _TELLING.search(written) is not None
    )


def _form_resources(pdf: pikepdf.Pdf) -> tuple[int, int]:
    """Return where the form keeps its own fonts: no page shows anything of them by itself."""
    none = pikepdf.Dictionary()
    form = pdf.Root.get("/AcroForm", none)
    return form.get("/DR", none).objgen if isinstance(form, pikepdf.Dictionary) else (0, 0)


def _in(thing: object, depth: int) -> Iterator[str]:
    """Look into one object and what is written inside it; references are objects of their own.

    A form's resources (/DR) are not looked at: they show nothing by themselves.
    """
    if depth > _MAX_DEPTH:
        yield _TOO_DEEP
    elif isinstance(thing, pikepdf.Array):
        for item in thing:
            if not _is_reference(item):
                yield from _in(item, depth + 1)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield from _of_dictionary(thing)
        for key, item in thing.items():
            if key != "/DR" and not _is_reference(item):
                yield from _in(item, depth + 1)


def _is_reference(item: object) -> bool:
    return isinstance(item, pikepdf.Object) and item.is_indirect


def _of_dictionary(thing: pikepdf.Object) -> Iterator[str]:
    for key in thing.keys():  # noqa: SIM118 - a pikepdf object is no mapping
        if key in _KEYS:
            yield _KEYS[key]
    action = str(thing.get("/S", ""))
    if action in _ACTIONS:
        yield _ACTIONS[action]
    subtype = str(thing.get("/Subtype", ""))
    if subtype in _ANNOTATIONS:
        yield _ANNOTATIONS[subtype]
    yield from ambiguities(thing)
