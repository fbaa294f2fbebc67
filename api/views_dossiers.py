"""From dossiers and jobs, as other rooms know them, to what the API tells."""

from collections.abc import Sequence

from api.schemas_dossiers import (
    ComponentBody,
    DossierBody,
    DossierDocumentBody,
    FindingBody,
    JobBody,
    OwnerBody,
    ScanAcceptedBody,
    ScanBody,
    ScanFileBody,
    SeenPageBody,
    WarningBody,
)
from api.wording import Words
from ingest.picture_warnings import picture_warning
from ingest.text import PageFindings, QualityFinding
from storage.dossiers import Component, Scan
from storage.jobs import Job, JobState
from storage.records import Document
from workers.facts import facts_in
from workers.records import DossierRecord, JobRecord

_ENDED_BADLY = frozenset({JobState.FAILED, JobState.QUARANTINED})


def dossier_body(record: DossierRecord, words: Words) -> DossierBody:
    """Return a dossier with all that lies in it."""
    dossier = record.dossier
    return DossierBody(
        id=dossier.id,
        code=dossier.code,
        procedure=dossier.procedure,
        owner=OwnerBody(
            scheme=dossier.owner.scheme, value=dossier.owner.number, name=dossier.owner.name
        ),
        agency=dossier.agency,
        created_at=dossier.created_at,
        state=dossier.state,
        components=[_component(component) for component in record.components],
        documents=[short_body(document) for document in record.documents],
        scans=[_scan(scan, words) for scan in record.scans],
    )


def accepted_body(
    scan: Scan, job: Job, seen: Sequence[PageFindings], words: Words
) -> ScanAcceptedBody:
    """Return the answer to a stack that was handed in, with what was seen of it."""
    return ScanAcceptedBody(
        job=job.id,
        scan=scan.id,
        seen=[
            SeenPageBody(
                page=one.page, findings=[_finding(found, one.page, words) for found in one.findings]
            )
            for one in seen
        ],
    )


def _finding(finding: QualityFinding, page: int, words: Words) -> FindingBody:
    warning = picture_warning(finding, page)
    return FindingBody(
        code=warning.code,
        message=words.warning(warning.code, warning.message),
        measure=finding.measure,
        limit=finding.limit,
        twin=finding.twin,
    )


def short_body(document: Document) -> DossierDocumentBody:
    """Return a document in short."""
    return DossierDocumentBody(
        id=document.id,
        kind=document.kind,
        type=document.type,
        title=document.title,
        state=document.state,
        version=document.version,
        code=document.code,
    )


def job_body(record: JobRecord, words: Words) -> JobBody:
    """Return how far a job is; a fault that is being tried again is not the asker's matter."""
    job = record.job
    return JobBody(
        id=job.id,
        step=job.step,
        state=job.state,
        done=job.done,
        total=job.total,
        documents=list(record.documents),
        problem=words.problem(job.error, facts_in(job.detail).get("kinds"))
        if job.state in _ENDED_BADLY
        else None,
    )


def _component(component: Component) -> ComponentBody:
    return ComponentBody(
        id=component.id,
        position=component.position,
        type=component.type,
        required=component.required,
        decision=component.decision,
        document=component.document,
        reason=component.reason,
    )


def _scan(scan: Scan, words: Words) -> ScanBody:
    files = [
        ScanFileBody(
            position=file.position,
            name=file.name,
            sha256=file.sha256,
            size=file.size,
            media_type=file.media_type,
            problem=words.problem(file.problem),
        )
        for file in scan.files
    ]
    return ScanBody(
        id=scan.id,
        state=scan.state,
        received_at=scan.received_at,
        files=files,
        problem=words.problem(scan.problem),
        warnings=[
            WarningBody(
                code=warning.code,
                message=words.warning(warning.code, warning.message),
                page=warning.page,
            )
            for warning in scan.warnings
        ],
    )
