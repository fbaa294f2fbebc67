"""Chapter one: a stack of paper becomes signed, confirmed, stored records."""

import hashlib
from typing import Final

from sohoa.demo.desk import Desk
from sohoa.demo.errors import DemoError
from sohoa.demo.stage import OFFICE, PROCEDURE, Stage
from sohoa.demo.truth import character_error, same
from sohoa.samples.stack import TrueDocument

_READ_SECONDS: Final = 600.0
_SIGN_SECONDS: Final = 120.0
# The sample scans have noise, skew and a seal over the text; measured error is well below.
_MOST_ERROR: Final = 0.03
_LEAST_FIELDS: Final = 0.9


def play(stage: Stage) -> list[str]:
    """Play it; return the ids of the stored documents in the order of the stack."""
    clerk, journal = stage.people.clerk, stage.journal
    _open(stage)
    job = _hand_in(stage)
    with journal.step("demo_read"):
        done = clerk.wait_job(job, _READ_SECONDS, lambda n, of: journal.note(f"{n}/{of}"))
    ids = [str(document) for document in _list(done["documents"])]
    with journal.step("demo_split"):
        _check_split(stage, ids)
    with journal.step("demo_text"):
        _check_text(stage, ids)
    with journal.step("demo_accept"):
        _accept(stage, ids)
        signed = all(_digitiser_signed(clerk, ref) for ref in ids)
        journal.check("demo_digitiser_signed", held=signed, found=str(len(ids)))
    with journal.step("demo_confirm"):
        _confirm(stage, ids)
    with journal.step("demo_stored"):
        _check_stored(stage, ids)
    return ids


def _open(stage: Stage) -> None:
    applicant = stage.papers.facts.applicant
    with stage.journal.step("demo_open", code=stage.papers.dossier):
        opened = stage.people.clerk.post(
            "/dossiers",
            {
                "code": stage.papers.dossier,
                "procedure": PROCEDURE,
                "owner": {"scheme": "cccd", "value": applicant.number, "name": applicant.name},
                "agency": OFFICE,
            },
            key="demo-dossier",
        )
        wanted = ", ".join(str(_object(part)["type"]) for part in _list(opened["components"]))
        stage.journal.note(wanted)


def _hand_in(stage: Stage) -> str:
    clerk, stack = stage.people.clerk, stage.papers.pdf
    path = f"/dossiers/{stage.papers.dossier}/scans"
    with stage.journal.step("demo_hand_in", megabytes=f"{stack.stat().st_size / 1e6:.1f}"):
        job = str(clerk.upload(path, stack, key="demo-stack")["job"])
        again = str(clerk.upload(path, stack, key="demo-stack-again")["job"])
        stage.journal.check("demo_same_job", held=job == again, found=job)
    return job


def _check_split(stage: Stage, ids: list[str]) -> None:
    clerk, journal = stage.people.clerk, stage.journal
    truth = stage.papers.documents
    records = [clerk.get(f"/documents/{ref}") for ref in ids]
    found = [(str(one["type"]), len(_list(one["pages"]))) for one in records]
    wanted = [(one.type, len(one.pages)) for one in truth]
    told = ", ".join(f"{kind} ({pages})" for kind, pages in found)
    journal.check("demo_split_right", held=found == wanted, found=told)
    turned = [_object(page)["rotation"] for record in records for page in _list(record["pages"])]
    lying = [stage.papers.pages[page].rotation for one in truth for page in one.pages]
    journal.check("demo_upright", held=turned == lying, found=str(turned))


def _check_text(stage: Stage, ids: list[str]) -> None:
    errors = []
    for ref, truth in zip(ids, stage.papers.documents, strict=False):
        pages = _list(stage.people.clerk.get(f"/documents/{ref}/text")["pages"])
        read = "\n".join(str(_object(page)["text"]) for page in pages)
        written = "\n".join(line for n in truth.pages for line in stage.papers.pages[n].lines)
        errors.append(character_error(read, written))
        stage.journal.note(f"{truth.type:5} {errors[-1]:7.2%}  {read[:60]!r}")
    mean = sum(errors) / len(errors) if errors else 1.0
    stage.journal.check("demo_text_right", held=mean <= _MOST_ERROR, found=f"{mean:.2%}")


def _accept(stage: Stage, ids: list[str]) -> None:
    """Accept the split, unless the cover sheet let the office do so by itself."""
    clerk = stage.people.clerk
    if any(clerk.get(f"/documents/{ref}")["state"] == "read" for ref in ids):
        clerk.post(f"/dossiers/{stage.papers.dossier}/split", {}, key="demo-split")
    else:
        stage.journal.note(stage.journal.words("demo_accepted_by_cover"))


def _digitiser_signed(clerk: Desk, ref: str) -> bool:
    """Wait for the digitiser's signature on a document."""

    def signed(document: dict[str, object]) -> bool:
        tasks = [_object(task) for task in _list(document["signing_tasks"])]
        if any(task["state"] == "failed" for task in tasks):
            raise DemoError(f"{ref}: the digitiser's signature failed: {tasks}")
        return bool(tasks) and all(task["state"] == "signed" for task in tasks)

    return signed(clerk.wait_until(ref, signed, _SIGN_SECONDS))


def _confirm(stage: Stage, ids: list[str]) -> None:
    right = total = 0
    for ref, truth in zip(ids, stage.papers.documents, strict=False):
        document, etag = stage.people.clerk.tagged(f"/documents/{ref}")
        found = _object(document["fields"])
        wrong = {}
        for name, value in truth.fields.items():
            got = _object(found[name])["value"] if name in found else None
            total += 1
            held = same(got, value)
            right += held
            if not held:
                wrong[name] = value
            mark = "=" if held else "≠"
            stage.journal.note(f"{truth.type:5} {name:16} {mark} {got if held else (got, value)}")
        stage.people.clerk.patch(
            f"/documents/{ref}/fields", {"fields": wrong, "confirm": True}, etag
        )
    share = right / total if total else 0.0
    stage.journal.check("demo_fields_right", held=share >= _LEAST_FIELDS, found=f"{right}/{total}")


def _check_stored(stage: Stage, ids: list[str]) -> None:
    clerk, journal = stage.people.clerk, stage.journal
    sent = hashlib.sha256(stage.papers.pdf.read_bytes()).hexdigest()
    valid = kept = 0
    for ref, truth in zip(ids, stage.papers.documents, strict=False):
        document = clerk.wait_document(ref, frozenset({"stored"}), _SIGN_SECONDS)
        verdict = clerk.wait_verdict(ref, _SIGN_SECONDS)
        valid += verdict["conclusion"] == "valid"
        kept += (
            clerk.download(f"/documents/{ref}/content", representation="original").sha256 == sent
        )
        _save(stage, truth, clerk.download(f"/documents/{ref}/content").content)
        journal.note(f"{document['code']}  {truth.type}  {verdict['conclusion']}")
    journal.check("demo_stored_valid", held=valid == len(ids) > 0, found=f"{valid}/{len(ids)}")
    journal.check("demo_originals_kept", held=kept == len(ids) > 0, found=sent[:16])


def _save(stage: Stage, truth: TrueDocument, content: bytes) -> None:
    folder = stage.data / "results"
    folder.mkdir(exist_ok=True)
    (folder / f"{truth.type}.pdf").write_bytes(content)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
