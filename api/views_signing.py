"""From signing tasks and verdicts to what the API tells."""

from collections.abc import Sequence

from api.schemas import ReasonBody
from api.schemas_signing import ObstacleBody, SignerTaskBody, SigningTaskBody, VerdictBody
from api.wording import Words
from signing.report import to_json
from signing.verdict import FileVerdict
from storage.tasks import SigningTask
from workers.obstacles import Obstacle


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
        batch=task.batch,
        mandate=task.mandate,
    )


def signer_task_body(
    task: SigningTask, obstacles: Sequence[Obstacle], words: Words
) -> SignerTaskBody:
    """Return a signing task with what its signer is to know before signing."""
    return SignerTaskBody(
        **task_body(task).model_dump(), preflight=[_obstacle(one, words) for one in obstacles]
    )


def _obstacle(obstacle: Obstacle, words: Words) -> ObstacleBody:
    told = words.problem_left(obstacle.code, obstacle.left)
    return ObstacleBody(code=told.code, message=told.message, blocks=obstacle.blocks)


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
