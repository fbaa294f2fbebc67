"""Finds what a paper must not hold before it is signed: things that act or that hide.

A signature over a page that can change by itself proves nothing. Looked for in every object of the
newest revision: scripts, actions that start programs or send data, optional content (layers that
a viewer may hide), XFA forms, multimedia and attached files. Plain links are fine. It does not
judge what earlier signatures allow.
"""

from collections.abc import Iterator

import pikepdf

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
_MAX_DEPTH = 64


def active_content(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Return the kinds found, sorted, each once; empty for a paper that only shows."""
    found: set[str] = set()
    for thing in pdf.objects:
        found.update(_in(thing, 0))
    return tuple(sorted(found))


def _in(thing: object, depth: int) -> Iterator[str]:
    """Look into one object and what is written inside it; references are objects of their own."""
    if depth > _MAX_DEPTH:
        yield "too_deep"
    elif isinstance(thing, pikepdf.Array):
        for item in thing:
            if not _is_reference(item):
                yield from _in(item, depth + 1)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield from _of_dictionary(thing)
        for _, item in thing.items():  # noqa: PERF102 - a pikepdf object is no mapping
            if not _is_reference(item):
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
