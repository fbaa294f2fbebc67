"""From what may be reused, as other rooms know it, to what the API tells."""

from datetime import datetime

from api.schemas_reuse import ReuseBody, ReuseItemBody
from api.wording import Words
from storage.reuse import ReuseLink
from workers.reusing import ReuseItem, Status


def item_body(item: ReuseItem, words: Words) -> ReuseItemBody:
    """Return a document that is held, with why it may not be used, if so."""
    document = item.document
    code = f"reuse_{item.status.replace('-', '_')}"
    return ReuseItemBody(
        document=document.id,
        code=document.code,
        version=document.version,
        type=document.type,
        title=document.title,
        kind=document.kind,
        agency=document.agency,
        number=document.number,
        issued_on=document.issued_on,
        expires_on=document.expires_on,
        status=item.status,
        why=None if item.status is Status.VALID else words.problem(code),
        sha256=None if item.file is None else item.file.sha256,
        verdict=item.verdict,
        checked_at=None if item.checked_at is None else datetime.fromisoformat(item.checked_at),
    )


def link_body(link: ReuseLink) -> ReuseBody:
    """Return a granted use with its receipt."""
    return ReuseBody(
        id=link.id,
        document=link.document,
        version=link.version,
        sha256=link.sha256,
        dossier=link.dossier,
        agency=link.agency,
        procedure=link.procedure,
        purpose=link.purpose,
        legal_basis=link.legal_basis,
        fields=list(link.fields),
        at=link.at,
        receipt=link.receipt,
    )
