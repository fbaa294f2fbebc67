"""Chapter three: another agency finds the papers and uses one; everything has left its trace."""

import json
from typing import Final

from sohoa.clock import utc_now
from sohoa.demo.stage import PROCEDURE, Stage, command
from storage.clock import office_day

_NOT_FOUND: Final = 404


def play(stage: Stage, decision: str) -> None:
    """Play it."""
    elsewhere, journal = stage.people.elsewhere, stage.journal
    number = stage.papers.facts.applicant.number
    with journal.step("demo_look_up"):
        status, code = elsewhere.refused(f"/documents/{decision}")
        journal.check("demo_hidden", held=status == _NOT_FOUND, found=f"{status} {code}")
        items = elsewhere.get("/reuse", owner=f"cccd:{number}")["items"]
        found = items if isinstance(items, list) else []
        today = office_day(utc_now()).isoformat()
        right = []
        for item in found:
            until = item["expires_on"]
            journal.note(
                f"{item['code']}  {item['type']:5} {item['status']:8} {item['verdict']}"
                f"  {until or ''}"
            )
            wanted = "expired" if until is not None and until < today else "valid"
            if item["status"] == wanted and item["verdict"] == "valid":
                right.append(str(item["type"]))
        all_types = sorted([one.type for one in stage.papers.documents] + ["QD"])
        journal.check("demo_found", held=sorted(right) == all_types, found=", ".join(right))
    with journal.step("demo_use"):
        used = elsewhere.post(
            "/reuse",
            {
                "document": decision,
                "dossier": "H32.06-261121-0007",
                "procedure": PROCEDURE,
                "purpose": "Xác nhận kết quả đã giải quyết, không yêu cầu công dân nộp lại",
                "legal_basis": "NĐ 118/2025/NĐ-CP",
                "fields": [],
            },
            key="demo-use",
        )
        content = elsewhere.download(f"/documents/{decision}/content")
        held = content.sha256 == used["sha256"] == content.etag
        journal.check("demo_same_bytes", held=held, found=str(used["sha256"])[:16])
        (stage.data / "results" / "receipt.jws").write_text(str(used["receipt"]))
        journal.check("demo_receipt", held=bool(used["receipt"]), found=str(used["id"]))
    with journal.step("demo_audit"):
        told = command(stage.env, "audit", "verify", "--json", accept=(0, 1))
        report = json.loads(told[0])
        journal.check("demo_trail", held=bool(report["sound"]), found=str(report["entries"]))
