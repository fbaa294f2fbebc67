"""What may be done to a signed document, as data: exactly what, by whose leave, and why.

Whatever no entry here names is forbidden. The rules in this folder find a change, check that it is
exactly what the entry says, and name the entry; what else happened to the same object is a change
of its own. Sources: ISO 32000-2 12.8 (DocMDP in table 257, FieldMDP in table 259), EN 319 142-1.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from signing.changes.change import Change, Freedom
from signing.reasons import reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """A class of changes; `code` is the reason given where `needs` was not granted."""

    code: str
    needs: Freedom
    exactly: str
    because: str
    source: str


ALLOWANCES: Final = MappingProxyType(
    {
        "validation_data": Allowance(
            code="validation_data_changed",
            needs=Freedom.VALIDATION_DATA,
            exactly="/DSS in the catalog: streams in /Certs, /CRLs, /OCSPs, a dictionary in /VRI",
            because="no viewer shows it; judges take from it only what carries its own signature",
            source="EN 319 142-1 5.4; ISO 32000-2 12.8.4.3",
        ),
        "description": Allowance(
            code="metadata_changed",
            needs=Freedom.VALIDATION_DATA,
            exactly="the stream in /Metadata, the dictionary in the trailer's /Info",
            because="it describes the file and is no part of any page; every writer dates it anew",
            source="ISO 32000-2 14.3",
        ),
        "version_note": Allowance(
            code="catalog_changed",
            needs=Freedom.VALIDATION_DATA,
            exactly="/Version, /Extensions, /PieceInfo, /LastModified and, untagged, /MarkInfo",
            because="they say what a file makes use of; what it makes use of is judged itself",
            source="ISO 32000-2 7.12, 14.5",
        ),
        "timestamp": Allowance(
            code="signature_added",
            needs=Freedom.VALIDATION_DATA,
            exactly="a field of type /Sig without a place on a page: empty, or a timestamp",
            because="nobody sees it, and a timestamp is judged like any signature",
            source="ISO 32000-2 12.8.5, note on P=1; EN 319 142-1 5.4.3",
        ),
        "signature": Allowance(
            code="signature_added",
            needs=Freedom.SIGNING,
            exactly="a field of type /Sig with /Contents and /ByteRange, or one without any look",
            because="whoever signs answers for it, in a verdict of its own",
            source="ISO 32000-2 12.7.5.5, table 257 P=2",
        ),
        "field_group": Allowance(
            code="field_added",
            needs=Freedom.SIGNING,
            exactly="a node of the field tree with a name and children and nothing else",
            because="it only names the fields below it",
            source="ISO 32000-2 12.7.4.2",
        ),
        "form_default": Allowance(
            code="form_changed",
            needs=Freedom.SIGNING,
            exactly="/DA of the form, new names in its /DR, with which no signed field is drawn",
            because="appearances that were signed do not use them; writers of signatures add fonts",
            source="ISO 32000-2 12.7.3",
        ),
        "redrawing": Allowance(
            code="form_changed",
            needs=Freedom.FILLING,
            exactly="/NeedAppearances true, where signed looks spell the values that were signed",
            because="viewers draw fields anew from values that were signed",
            source="ISO 32000-2 12.7.3",
        ),
        "filling": Allowance(
            code="form_filled",
            needs=Freedom.FILLING,
            exactly="/V, /AS, /RV, /I, /M of a field, its /AP and /TI with them, hiding nothing",
            because="the signer left the form to be filled, and locked what is not to be",
            source="ISO 32000-2 table 257 P=2, table 259",
        ),
        "note_added": Allowance(
            code="annotation_added",
            needs=Freedom.ANNOTATING,
            exactly="a wordless mark of review or plain link, seen as in print, hiding nothing",
            because="it is known for what it is: nobody takes it for a part of the page",
            source="ISO 32000-2 table 257 P=3; evil annotations as in Mainka et al., 2021",
        ),
        "note_changed": Allowance(
            code="annotation_changed",
            needs=Freedom.ANNOTATING,
            exactly="any entry of a mark of review but its kind, actions and file, hiding nothing",
            because="as for new ones",
            source="ISO 32000-2 table 257 P=3",
        ),
        "note_removed": Allowance(
            code="annotation_removed",
            needs=Freedom.ANNOTATING,
            exactly="an annotation that is no field leaves its page",
            because="the page under it was signed too",
            source="ISO 32000-2 table 257 P=3",
        ),
        "widget_changed": Allowance(
            code="field_changed",
            needs=Freedom.ANNOTATING,
            exactly="entries of a field but its type, actions, and the look without the value",
            because="widgets are annotations",
            source="ISO 32000-2 12.5.6.19, table 257 P=3",
        ),
        "widget_removed": Allowance(
            code="field_removed",
            needs=Freedom.ANNOTATING,
            exactly="a field or some of its widgets leave, other than signatures and locked ones",
            because="widgets are annotations",
            source="ISO 32000-2 12.5.6.19, table 257 P=3",
        ),
    }
)


def allowed(name: str, where: str = "") -> Change:
    """Return a change that the named allowance covers."""
    allowance = ALLOWANCES[name]
    return Change(allowance.needs, reason(allowance.code, where))
