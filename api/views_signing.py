"""From signing tasks and verdicts to what the API tells."""

from api.schemas import ReasonBody
from api.schemas_signing import SigningTaskBody, VerdictBody
from api.wording import Words
from signing.report import to_json
from signing.verdict import FileVerdict
from storage.tasks import SigningTask


def task_body(task: SigningTask) -> SigningTaskBody:
    """Return a signing task as it is told."""
    return SigningTaskBody(
        id=task.id,
        document=task.document,
        agency=task.agency,
        signer=task.signer,
        capacity=task.capacity,
        profile=task.profile,
        level=task.level,
        state=task.state,
        created_at=task.created_at,
        shown_sha256=task.shown,
        reason=task.reason,
    )


def verdict_body(name: str, verdict: FileVerdict, words: Words) -> VerdictBody:
    """Return the `verify` object with its reasons in the asker's language."""
    body = VerdictBody.model_validate(to_json(name, verdict))

    def worded(reasons: list[ReasonBody]) -> list[ReasonBody]:
        return [words.reason(reason.code, reason.message) for reason in reasons]

    signatures = [
        signature.model_copy(update={"reasons": worded(signature.reasons)})
        for signature in body.signatures
    ]
    return body.model_copy(update={"findings": worded(body.findings), "signatures": signatures})
