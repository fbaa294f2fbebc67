"""Forgeries of the catalog, the trailer and the names in a document."""

from types import MappingProxyType
from typing import Final

from tests.attacks.updates import (
    LIE,
    Edit,
    Entry,
    Writer,
    page,
    put,
    stream,
    value,
)

_SCRIPT: Final[Entry] = {"/S": "/JavaScript", "/JS": "app.alert(1)"}


def _root(key: str, given: Entry) -> Edit:
    def edit(w: Writer) -> None:
        put(w, w.root, key, given)

    return edit


def _without(key: str) -> Edit:
    def edit(w: Writer) -> None:
        del w.root[key]
        w.update_root()

    return edit


def script_by_name(w: Writer) -> None:
    names = w.root["/Names"]
    put(w, names, "/JavaScript", {"/Names": ["a", _SCRIPT]})


def attach_file(w: Writer) -> None:
    spec: Entry = {"/Type": "/Filespec", "/F": "b.txt", "/EF": {"/F": stream(w, b"900 trieu")}}
    put(w, w.root["/Names"]["/EmbeddedFiles"], "/Names", ["b.txt", spec])


def swap_attached_file(w: Writer) -> None:
    spec = w.root["/Names"]["/EmbeddedFiles"]["/Names"][1]
    put(w, spec, "/EF", {"/F": stream(w, b"900 trieu")})


def lead_elsewhere(w: Writer) -> None:
    ref, _ = w.find_page_for_modification(2)
    put(w, w.root["/Dests"], "/muc", [ref, "/Fit"])


def lead_names_elsewhere(w: Writer) -> None:
    ref, _ = w.find_page_for_modification(2)
    put(w, w.root["/Names"]["/Dests"], "/Names", ["muc1", [ref, "/Fit"]])


def turn_layer_off(w: Writer) -> None:
    settings = w.root["/OCProperties"]["/D"]
    put(w, settings, "/OFF", [w.root["/OCProperties"]["/OCGs"].raw_get(0)])


def rename_layer(w: Writer) -> None:
    put(w, w.root["/OCProperties"]["/OCGs"][0], "/Usage", {"/Print": {"/PrintState": "/OFF"}})


def rename_bookmark(w: Writer) -> None:
    put(w, w.root["/Outlines"]["/First"], "/Title", "Muc 2")


def bookmark_that_runs(w: Writer) -> None:
    put(w, w.root["/Outlines"]["/First"], "/A", _SCRIPT)


def other_root(w: Writer) -> None:
    """Let the trailer name another catalog, with a layout of its own."""
    fresh = type(w.root)(w.root)
    fresh["/PageLayout"] = value("/TwoPageLeft")
    w._root = w.add_object(fresh)


def other_root_with_other_pages(w: Writer) -> None:
    entries: Entry = {"/Type": "/Page", "/MediaBox": [0, 0, 595, 842], "/Contents": stream(w, LIE)}
    leaf = w.add_object(value(entries))
    tree = w.add_object(value({"/Type": "/Pages", "/Count": 1, "/Kids": [leaf]}))
    put(w, leaf.get_object(), "/Parent", tree)
    fresh = type(w.root)(w.root)
    fresh["/Pages"] = tree
    w._root = w.add_object(fresh)


def smuggle_by_security_store(w: Writer) -> None:
    """Use a new stream of the security store as a page's content."""
    held = stream(w, LIE)
    put(w, w.root, "/DSS", {"/Type": "/DSS", "/Certs": [held]})
    put(w, page(w), "/Contents", held)


def security_store_with_a_page(w: Writer) -> None:
    put(w, w.root, "/DSS", {"/Type": "/DSS", "/Evil": {"/Type": "/Page"}})


def security_store_overwrites(w: Writer) -> None:
    """Write the security store over the number of something that is shown."""
    font = page(w)["/Resources"]["/Font"].raw_get("/F1")
    w.objects[(font.generation, font.idnum)] = value({"/Type": "/DSS"})
    put(w, w.root, "/DSS", font)


def take_metadata_for_extensions(w: Writer) -> None:
    put(w, w.root, "/Extensions", w.root.raw_get("/StructTreeRoot"))


CATALOG: Final = MappingProxyType(
    {
        edit.__name__: edit
        for edit in (
            *(script_by_name, attach_file, swap_attached_file, lead_elsewhere),
            *(lead_names_elsewhere, turn_layer_off, rename_layer, rename_bookmark),
            *(bookmark_that_runs, other_root, other_root_with_other_pages),
            *(smuggle_by_security_store, security_store_with_a_page, security_store_overwrites),
            take_metadata_for_extensions,
        )
    }
    | {
        "open_action": _root("/OpenAction", _SCRIPT),
        "open_elsewhere": _root("/OpenAction", {"/S": "/GoTo", "/D": [2, "/Fit"]}),
        "actions": _root("/AA", {"/WC": _SCRIPT}),
        "unknown_key": _root("/Evil", "x"),
        "layers": _root("/OCProperties", {"/OCGs": [], "/D": {"/BaseState": "/OFF"}}),
        "page_labels": _root("/PageLabels", {"/Nums": [0, {"/S": "/R"}]}),
        "language": _root("/Lang", "en"),
        "output_intent": _root("/OutputIntents", []),
        "page_mode": _root("/PageMode", "/UseAttachments"),
        "viewer_preferences": _root("/ViewerPreferences", {"/HideToolbar": True}),
        "collection": _root("/Collection", {"/View": "/T"}),
        "associated_files": _root("/AF", []),
        "requirements": _root("/Requirements", [{"/S": "/EnableJavaScripts"}]),
        "threads": _root("/Threads", []),
        "base_address": _root("/URI", {"/Base": "http://a.example"}),
        "needs_rendering": _root("/NeedsRendering", True),
        "legal": _root("/Legal", {"/JavaScriptActions": 0}),
        "no_form": _without("/AcroForm"),
        "no_layers": _without("/OCProperties"),
        "no_structure": _without("/StructTreeRoot"),
        "no_bookmarks": _without("/Outlines"),
    }
)
