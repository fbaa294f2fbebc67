"""Chapter two: a draft decision is numbered, signed by the leader, sealed, judged, issued."""

from typing import Final

from sohoa.clock import utc_now
from sohoa.demo.desk import Desk
from sohoa.demo.stage import OFFICE, Stage, command
from storage.clock import office_day

_SIGN_SECONDS: Final = 120.0
_TWO_SIGNATURES: Final = 2


def play(stage: Stage) -> str:
    """Play it; return the id of the issued decision."""
    people, journal = stage.people, stage.journal
    with journal.step("demo_draft"):
        dossier = {"dossier": stage.papers.dossier}
        draft = people.clerk.upload("/results", stage.papers.decision, dossier, key="demo-draft")
        ref = str(draft["id"])
    with journal.step("demo_number"):
        today = office_day(utc_now()).isoformat()
        numbered = people.records.post(
            f"/results/{ref}/number", {"number": "15/QĐ-UBND", "date": today}, key="demo-number"
        )
        held = numbered["state"] == "numbered"
        journal.check("demo_numbered", held=held, found=str(numbered["number"]))
    with journal.step("demo_leader", name=stage.papers.facts.chairman):
        task = _ask(people.clerk, ref, stage.papers.facts.chairman, "leader")
        _approve(stage, people.leader, task, ref)
        people.clerk.wait_document(ref, frozenset({"signed"}), _SIGN_SECONDS)
    with journal.step("demo_seal"):
        task = _ask(people.records, ref, OFFICE, "agency")
        _approve(stage, people.records, task, ref)
    with journal.step("demo_judge"):
        issued = people.clerk.wait_document(ref, frozenset({"issued"}), _SIGN_SECONDS)
        verdict = people.clerk.wait_verdict(ref, _SIGN_SECONDS)
        _check_verdict(stage, issued, verdict)
    with journal.step("demo_judge_alone"):
        _judge_alone(stage, ref)
    return ref


def _ask(desk: Desk, ref: str, signer: str, profile: str) -> str:
    task = desk.post(
        "/signing-tasks",
        {"document": ref, "signer": signer, "capacity": "", "profile": profile},
        key=f"demo-ask-{profile}",
    )
    return str(task["id"])


def _approve(stage: Stage, desk: Desk, task: str, ref: str) -> None:
    """Approve what is shown; something else than what is shown must be refused."""
    shown = desk.shown(ref)
    refusal = desk.refused_post(f"/signing-tasks/{task}/approve", {"shown_sha256": "0" * 64})
    stage.journal.check("demo_other_bytes", held=refusal == 409, found=str(refusal))  # noqa: PLR2004 - HTTP status
    job = str(desk.post(f"/signing-tasks/{task}/approve", {"shown_sha256": shown})["job"])
    desk.wait_job(job, _SIGN_SECONDS)


def _check_verdict(stage: Stage, issued: dict[str, object], verdict: dict[str, object]) -> None:
    signatures = verdict["signatures"]
    passed = 0
    if isinstance(signatures, list):
        for one in signatures:
            passed += one["indication"] == "PASSED"
            words = (one["signer"], one["indication"], one["level"], one["trust"])
            stage.journal.note("  ".join(str(word) for word in words))
    told = f"{issued['code']}, {verdict['conclusion']}"
    held = verdict["conclusion"] == "valid" and passed == _TWO_SIGNATURES
    stage.journal.check("demo_issued_valid", held=held, found=told)


def _judge_alone(stage: Stage, ref: str) -> None:
    """Judge the file without any server; then a copy in which one byte is another."""
    folder = stage.data / "results"
    content = stage.people.clerk.download(f"/documents/{ref}/content").content
    good, forged = folder / "decision.pdf", folder / "decision-forged.pdf"
    good.write_bytes(content)
    middle = len(content) // 3
    forged.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    trust = ("--trust", str(stage.pki.trust), "--json")
    told = command(stage.env, "verify", str(good), *trust, accept=(0, 1, 2))[0]
    stage.journal.check("demo_verify", held='"conclusion": "valid"' in told, found=good.name)
    told = command(stage.env, "verify", str(forged), *trust, accept=(0, 1, 2))[0]
    held = '"conclusion": "valid"' not in told
    stage.journal.check("demo_verify_forged", held=held, found=forged.name)
