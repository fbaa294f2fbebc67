"""The closed set of steps that a queue may ring for, and which queue each is rung on.

Three queues for three kinds of process: `digitize` reads paper (no keys, no network), `sign`
holds keys (and never opens a PDF), `verify` does everything else (no keys). What a step does is
said in `workers.pipeline`, not here.
"""

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Step(StrEnum):
    """A step's name, as it stands in a bell and in the ledger."""

    READ = "read"  # a scan: inspect, have the pages read, propose the split
    READ_RUN = "read-run"  # a scan: read some of its pages
    PREPARE = "prepare"  # a signing task: placeholder and digest, keyless
    SIGN = "sign"  # a signing task: CMS over the digest; with keys
    SIGN_BATCH = "sign-batch"  # a batch: the same for all its tasks, the key opened once
    EMBED = "embed"  # a signing task: CMS into the placeholder, self-check, keyless
    AUGMENT = "augment"  # a document: what its promised level lacks, keyless
    RENEW = "renew"  # a document: another archive timestamp, keyless
    VERIFY = "verify"  # a file: judge its signatures in full


# What one signature takes, in this order; to whoever asked for it they are one job.
SIGNING: Final = (Step.PREPARE, Step.SIGN, Step.EMBED)


class QueueName(StrEnum):
    """The three queues."""

    DIGITIZE = "digitize"
    SIGN = "sign"
    VERIFY = "verify"


_ELSEWHERE: Final = MappingProxyType(
    {
        Step.READ: QueueName.DIGITIZE,
        Step.READ_RUN: QueueName.DIGITIZE,
        Step.SIGN: QueueName.SIGN,
        Step.SIGN_BATCH: QueueName.SIGN,
    }
)

# Longest time one attempt may take, in seconds. READ writes the archive files of 2,000 pages at
# worst; a run of pages is short, unless each of them hangs the child that looks at it.
_LONGEST: Final = MappingProxyType(
    {Step.READ: 2 * 3600.0, Step.READ_RUN: 3600.0, Step.SIGN: 120.0, Step.SIGN_BATCH: 900.0}
)
_LONG: Final = 900.0

# Seconds that whoever answers a bell goes on with what else is due, its engines warm: a fresh
# child and engine for each job would cost more than some of the jobs.
STAY: Final = 60.0


def queue_of(step: Step) -> QueueName:
    """Return the queue whose workers do this step."""
    return _ELSEWHERE.get(step, QueueName.VERIFY)


def steps_of(queue: QueueName) -> frozenset[Step]:
    """Return the steps that are rung for on a queue."""
    return frozenset(step for step in Step if queue_of(step) is queue)


def longest_answer(queue: QueueName) -> float:
    """Return the seconds after which the answer to one bell counts as hung."""
    return STAY + max(longest(step) for step in steps_of(queue))


def longest(step: Step) -> float:
    """Return the seconds after which an attempt at this step counts as hung."""
    return _LONGEST.get(step, _LONG)
