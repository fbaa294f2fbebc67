"""Changes to the catalog, the trailer and the form's own settings.

Every key is judged: those named here have their own rule, all others must stay as they were.
"""

from collections.abc import Iterator
from typing import Final

from pikepdf import Dictionary, Name, Stream

from signing.changes.allowances import allowed
from signing.changes.change import Change, never
from signing.changes.drawn_fields import drawn_by_viewers, fonts_of, says_otherwise, signed_fields
from signing.changes.pair import Pair
from signing.revisions.pdf_objects import UNREADABLE, elements, entry, inherited, keys, reference

# Compared by their own rules: here, in `pages`, in `fields`, in `structure_tree`.
_OWN_RULE: Final = frozenset(
    {"/AcroForm", "/DSS", "/Metadata", "/Extensions", "/Perms", "/Pages", "/StructTreeRoot"}
)
# Private data of programs and notes on versions: no viewer shows them.
_UNSEEN: Final = frozenset({"/Version", "/Type", "/MarkInfo", "/PieceInfo", "/LastModified"})
_NOTES: Final = {"/Version": Name, "/MarkInfo": Dictionary, "/PieceInfo": Dictionary}
_TRAILER_OWN: Final = frozenset(
    {
        *("/Size", "/Prev", "/ID", "/XRefStm", "/W", "/Index", "/Type", "/Length"),
        *("/Filter", "/DecodeParms", "/Root", "/Info", "/DocChecksum"),
    }
)
_DSS_KEYS: Final = frozenset({"/Type", "/VRI", "/Certs", "/CRLs", "/OCSPs"})
_FORM_OWN: Final = frozenset({"/Fields", "/SigFlags", "/DR", "/DA", "/NeedAppearances", "/Type"})


def catalog_changes(pair: Pair) -> Iterator[Change]:
    """Yield what changed in the catalog and the trailer."""
    old, new = pair.old.root, pair.new.root
    own = _OWN_RULE | _UNSEEN
    for path in pair.differences(old, new, "", scope="catalog", skip=own):
        yield never("catalog_changed", path)
    yield from _trailer(pair)
    yield from _information(pair)
    yield from _validation_data(pair)
    yield from _extensions(pair)
    yield from _permissions(pair)
    yield from _metadata(entry(old, "/Metadata"), entry(new, "/Metadata"))
    yield from _notes_on_version(pair)
    yield from _form(pair, entry(old, "/AcroForm"), entry(new, "/AcroForm"))


def _trailer(pair: Pair) -> Iterator[Change]:
    old, new = pair.old.pdf.trailer, pair.new.pdf.trailer
    # Writers drop and add keys that mean nothing; those that stay must keep their values.
    lone = (set(old.keys()) ^ set(new.keys())) - {"/Encrypt"}
    for path in pair.differences(old, new, "", scope="trailer", skip=_TRAILER_OWN | lone):
        yield never("trailer_changed", path)


def _information(pair: Pair) -> Iterator[Change]:
    old, new = entry(pair.old.pdf.trailer, "/Info"), entry(pair.new.pdf.trailer, "/Info")
    if new is not None and not _is_plain_dictionary(new):
        yield never("metadata_changed", "/Info")
    elif new is not None and not pair.same(old, new):
        yield allowed("description", "/Info")


def _notes_on_version(pair: Pair) -> Iterator[Change]:
    old, new = pair.old.root, pair.new.root
    for key, kind in _NOTES.items():
        if not isinstance(entry(new, key), (kind, type(None))):
            yield never("catalog_changed", key)
        elif not pair.same(entry(old, key), entry(new, key)):
            yield allowed("version_note", key)
    if entry(old, "/StructTreeRoot") is not None:
        before, after = (entry(entry(one, "/MarkInfo"), "/Marked") for one in (old, new))
        if before != after:  # whether readers for the blind follow the tags
            yield never("structure_tree", "/MarkInfo")


def _validation_data(pair: Pair) -> Iterator[Change]:
    """Let the document security store come and go, but hold nothing else (EN 319 142-1 5.4)."""
    store = entry(pair.new.root, "/DSS")
    if not pair.same(entry(pair.old.root, "/DSS"), store):
        yield allowed("validation_data", "/DSS")
    if store is None:
        return
    if not _is_plain_dictionary(store):
        yield never("validation_data_changed", "/DSS")
        return
    for key in keys(store) - _DSS_KEYS:
        yield never("validation_data_changed", "/DSS" + key)
    for key in ("/Certs", "/CRLs", "/OCSPs"):
        if any(not isinstance(item, (Stream, type(None))) for item in elements(entry(store, key))):
            yield never("validation_data_changed", "/DSS" + key)
    if not isinstance(entry(store, "/VRI"), (Dictionary, type(None))):
        yield never("validation_data_changed", "/DSS/VRI")


def _extensions(pair: Pair) -> Iterator[Change]:
    old, new = entry(pair.old.root, "/Extensions"), entry(pair.new.root, "/Extensions")
    if new is None:
        if old is not None:
            yield never("catalog_changed", "/Extensions")
        return
    if not _is_plain_dictionary(new):
        yield never("catalog_changed", "/Extensions")
        return
    at = reference(new)
    if at and at != reference(old) and _was_used(pair, at):
        # The key now points to what was something else when it was signed.
        yield never("object_reused", "/Extensions")
    elif not pair.same(old, new):
        yield allowed("version_note", "/Extensions")


def _was_used(pair: Pair, at: tuple[int, int]) -> bool:
    try:
        before: object = pair.old.pdf.get_object(at)
    except UNREADABLE:
        return False
    return isinstance(before, (Dictionary, Stream)) or pair.old.use_counts[at] > 0


def _permissions(pair: Pair) -> Iterator[Change]:
    old, new = entry(pair.old.root, "/Perms"), entry(pair.new.root, "/Perms")
    if old is None and new is None:
        return
    if not _is_plain_dictionary(new):
        yield never("catalog_changed", "/Perms")
        return
    signed = any(s.sub_filter != "/ETSI.RFC3161" for s in pair.old.signatures)
    if signed and "/DocMDP" in keys(new) - keys(old):
        # ISO 32000-2 12.8.1: who certifies signs first; later it would loosen others' terms.
        yield never("certified_later")
    if old is not None:
        for path in pair.differences(old, new, "/Perms", scope="permissions", growing=True):
            yield never("catalog_changed", path)


def _metadata(old: object, new: object) -> Iterator[Change]:
    if new is None:
        return
    if not isinstance(new, Stream):
        yield never("metadata_changed", "/Metadata")
    elif not isinstance(old, Stream) or old.read_bytes() != new.read_bytes():
        yield allowed("description", "/Metadata")


def _form(pair: Pair, old: object, new: object) -> Iterator[Change]:
    if old is None:
        if entry(new, "/XFA") is not None:
            yield never("form_changed", "/XFA")
        return
    if new is None:
        yield never("form_changed", "/AcroForm")
        return
    for path in pair.differences(old, new, "/AcroForm", scope="form", skip=_FORM_OWN):
        yield never("form_changed", path)
    yield from _form_resources(pair, entry(old, "/DR"), entry(new, "/DR"))
    if entry(new, "/NeedAppearances") is True and entry(old, "/NeedAppearances") is not True:
        # Viewers will now draw the fields anew, whatever their signed appearances say.
        if any(says_otherwise(field) for field in signed_fields(pair)):
            yield never("form_changed", "/NeedAppearances")
        else:
            yield allowed("redrawing", "/NeedAppearances")
    if not pair.same(entry(old, "/DA"), entry(new, "/DA")):
        if any(inherited(field.node, "/DA") is None for field in drawn_by_viewers(pair)):
            yield never("form_changed", "/DA")
        else:
            yield allowed("form_default", "/DA")


def _form_resources(pair: Pair, old: object, new: object) -> Iterator[Change]:
    """Let the form's resources gain names; what fields are drawn with must stay as it was.

    Nothing but fonts is used for that; other resources belong to appearances of signatures, and
    some writers put those of the latest signature under the names of the one before.
    """
    for category in sorted(keys(old) & {"/Font", "/Encoding"}):
        before, after = entry(old, category), entry(new, category)
        where = "/DR" + category
        for path in pair.differences(before, after, where, scope=where, growing=True):
            yield never("form_changed", path)
    fresh = keys(entry(new, "/Font")) - keys(entry(old, "/Font"))
    if fresh & {font for field in drawn_by_viewers(pair) for font in fonts_of(pair, field)}:
        yield never("form_changed", "/DR/Font")  # a face that the signer saw another one for
    elif not pair.same(old, new):
        yield allowed("form_default", "/DR")


def _is_plain_dictionary(value: object) -> bool:
    return isinstance(value, Dictionary) and not isinstance(value, Stream)
