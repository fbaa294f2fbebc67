"""The way of a paper, step by step. Read this module first: it is the product.

    counter                worker                                  what it leaves behind
    ───────                ──────                                  ─────────────────────
    intake.receive    ──▶  READ     stack -> pages -> text ->      documents READ, archive files
                                    proposed documents
                           READ_RUN  (a long stack's pages, in runs; READ joins them)
    splitting.accept  ──▶  PREPARE  a place for the digitiser's    documents FILED
                           SIGN     CMS over the digest
                           EMBED    timestamp, embed, self-check   the signed archive file
    confirming        ──▶  (none)   what a person vouches for      CONFIRMED; STORED, reusable

    results.draft, .number          number and date on the page    result DRAFT, NUMBERED
    approvals.approve ──▶  PREPARE, SIGN, EMBED                    SIGNED by the leader,
                                                                   SEALED by the agency
    batching.approve  ──▶  PREPARE each, SIGN_BATCH, EMBED each    the same, the key opened once
                           AUGMENT  timestamps that were pending,  the promised level: B-T, B-LT,
                                    validation data                B-LTA
                           VERIFY   judged in full                 ISSUED, reusable
    (years later)          RENEW    another archive timestamp      as it was, provable longer
    reusing.use            (none)   a link and a signed receipt    nothing is copied

A step loads one thing, calls one neighbour, saves one new state; doing it twice is harmless, and a
late writer is refused by the lease it holds. `ingest` reads, `signing` signs and judges, `storage`
remembers; here they meet, and nowhere else. Work that waits for a person is an act (intake,
splitting, confirming, results, approvals, reusing); work that waits for a machine is a step.

Three kinds of process, told apart by what they hold (law 8):
"""

from collections.abc import Mapping

from workers.augment import AugmentStep, RenewStep
from workers.embed import EmbedStep
from workers.prepare import PrepareStep
from workers.read import ReadStep
from workers.read_run import ReadRunStep
from workers.runner import Handler
from workers.sign import SignStep
from workers.sign_batch import SignBatchStep
from workers.steps import Step
from workers.verify import VerifyStep


def digitizing(read: ReadStep, run: ReadRunStep) -> Mapping[Step, Handler]:
    """Return what a digitizing worker does. No keys."""
    return {Step.READ: read, Step.READ_RUN: run}


def keyholding(sign: SignStep, batch: SignBatchStep) -> Mapping[Step, Handler]:
    """Return what the signing worker does: the only process with keys, and it opens no PDF."""
    return {Step.SIGN: sign, Step.SIGN_BATCH: batch}


def keyless(
    prepare: PrepareStep,
    embed: EmbedStep,
    augment: AugmentStep,
    renew: RenewStep,
    verify: VerifyStep,
) -> Mapping[Step, Handler]:
    """Return what a verifying worker does: everything around a signature but the key."""
    return {
        Step.PREPARE: prepare,
        Step.EMBED: embed,
        Step.AUGMENT: augment,
        Step.RENEW: renew,
        Step.VERIFY: verify,
    }
