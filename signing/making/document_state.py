"""What a document itself says about being signed: certifications, locks, demands of a field.

ISO 32000-2 clauses 12.8.2.2 (DocMDP), 12.8.2.4 (FieldMDP) and 12.7.5.5 (signature field locks and
seed values). Looked at before a byte is written; what cannot be honoured is refused.
"""

from collections.abc import Iterator
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name

from signing.errors import UnsuitableDocumentError
from signing.profiles import SignatureSpec

_NO_CHANGE: Final = 1  # DocMDP /P 1, table 257
_FORM_FILLING: Final = 2  # what a DocMDP without /P means
_MOST_FIELDS: Final = 100_000
# Seed values (table 237): flag bits, and what this house always gives.
_FILTER, _SUBFILTER, _REASONS, _DIGEST = 0x01, 0x02, 0x08, 0x40
_NEVER_MET: Final = 0x04 | 0x10 | 0x20 | 0x80 | 0x100  # version, attestation, revocation in CMS...


def refuse_locked(document: pikepdf.Pdf, spec: SignatureSpec) -> None:
    """Return when nothing that is signed already forbids this signature.

    Raises `UnsuitableDocumentError` (certified_document, locked_document, field_demands).
    """
    if _certified_level(document) == _NO_CHANGE:
        raise UnsuitableDocumentError(
            "a certification forbids every change", code="certified_document"
        )
    for name, field in signature_fields(document):
        value = field.get("/V")
        if isinstance(value, Dictionary):
            _refuse_lock(value, spec.field)
        elif name == spec.field and isinstance(seed := field.get("/SV"), Dictionary):
            _refuse_demands(seed, spec)


def signature_fields(document: pikepdf.Pdf) -> Iterator[tuple[str, Dictionary]]:
    """Yield the form's signature fields by their full names; not more than 100,000 nodes."""
    form = document.Root.get("/AcroForm")
    rows = form.get("/Fields") if isinstance(form, Dictionary) else None
    waiting = [("", node) for node in rows] if isinstance(rows, Array) else []
    for _ in range(_MOST_FIELDS):
        if not waiting:
            return
        prefix, node = waiting.pop()
        if not isinstance(node, Dictionary):
            continue
        own = str(node.get("/T", ""))
        name = ".".join(part for part in (prefix, own) if part)
        if node.get("/FT") == Name.Sig:
            yield name, node
        elif isinstance(kids := node.get("/Kids"), Array):
            waiting += [(name, kid) for kid in kids]
    raise UnsuitableDocumentError("a form without an end", code="damaged_document")


def _certified_level(document: pikepdf.Pdf) -> int | None:
    """Return /P of a DocMDP certification."""
    certification = document.Root.get("/Perms", Dictionary()).get("/DocMDP")
    if certification is None:
        return None
    for reference in certification.get("/Reference", Array()):
        if reference.get("/TransformMethod") == "/DocMDP":
            return int(reference.get("/TransformParams", Dictionary()).get("/P", _FORM_FILLING))
    return _FORM_FILLING


def _refuse_lock(value: Dictionary, name: str | None) -> None:
    """Refuse where a signature locks the document, or the field that is to be signed."""
    for reference in value.get("/Reference", Array()):
        if reference.get("/TransformMethod") != "/FieldMDP":
            continue
        lock = reference.get("/TransformParams", Dictionary())
        listed = {str(field) for field in lock.get("/Fields", Array())}
        named = name is not None and any(
            name == field or name.startswith(f"{field}.") for field in listed
        )
        action = str(lock.get("/Action", "/All"))
        covers = {"/All": True, "/Include": named, "/Exclude": not named}.get(action, True)
        if covers or int(lock.get("/P", 0)) == _NO_CHANGE:
            raise UnsuitableDocumentError(
                "an earlier signature locks the document", code="locked_document"
            )


def _refuse_demands(seed: Dictionary, spec: SignatureSpec) -> None:
    """Refuse where a field demands of its signature what this house does not give (table 237)."""
    flags = int(seed.get("/Ff", 0))
    unmet = (
        flags & _NEVER_MET
        or (flags & _FILTER and seed.get("/Filter", Name("/Adobe.PPKLite")) != "/Adobe.PPKLite")
        or (flags & _SUBFILTER and not _among("/ETSI.CAdES.detached", seed.get("/SubFilter")))
        or (flags & _REASONS and not _among(spec.reason or "", seed.get("/Reasons")))
        or (flags & _DIGEST and not _among(spec.hash.upper(), seed.get("/DigestMethod")))
        or int(seed.get("/Cert", Dictionary()).get("/Ff", 0))
        or int(seed.get("/TimeStamp", Dictionary()).get("/Ff", 0))
        or int(seed.get("/MDP", Dictionary()).get("/P", 0))
    )
    if unmet:
        raise UnsuitableDocumentError(
            "the field demands what this signature does not give", code="field_demands"
        )


def _among(said: str, allowed: object) -> bool:
    return not isinstance(allowed, Array) or said in {str(one) for one in allowed}
