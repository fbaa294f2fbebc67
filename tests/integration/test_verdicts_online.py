"""A verdict that lacks an answer asks for it: valid, revoked, or unreachable and so undecided."""

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from signing.policy import Policy
from signing.verdict import Conclusion, FileVerdict, Indication, Revocation
from sohoa.samples.authority import Identity
from sohoa.wiring.fetching import asking_authorities
from tests.support.authority_server import AuthorityServer, authority_server, responder
from tests.support.command import sohoa, sohoa_here
from tests.support.long_crls import write_long_crl
from tests.support.pki import Pki
from tests.support.signed_pdfs import paper_pdf, signed_by
from workers.sandbox import Sandbox
from workers.sandboxed import Sandboxed


@pytest.fixture
def server() -> Iterator[AuthorityServer]:
    with authority_server() as served:
        yield served


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture(scope="module")
def roots(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the root and its own CRL; of the signers' authority nothing is known."""
    folder = tmp_path_factory.mktemp("roots")
    (folder / "root.pem").write_bytes(pki.root.certificate.public_bytes(Encoding.PEM))
    (folder / "root.crl").write_bytes(pki.root.crl())
    return folder


def signed(pki: Pki, server: AuthorityServer, path: Path, **places: str) -> Identity:
    signer = pki.intermediate.issue(
        "Người Ký", key=pki.leader.key, pointers=server.pointers(**places)
    )
    path.write_bytes(signed_by(signer, paper_pdf()))
    return signer


def judged(
    sandbox: Sandbox, server: AuthorityServer, roots: Path, file: Path, at: datetime | None = None
) -> FileVerdict:
    asking = asking_authorities(server.host, file.parent / "kept")
    sandboxed = Sandboxed(sandbox, asking=asking)
    return sandboxed.verify(file, roots, Policy(), at or datetime.now(UTC))


def reasons(verdict: FileVerdict) -> list[str]:
    return [reason.code for reason in verdict.signatures[0].reasons]


def test_a_good_answer_makes_a_signature_valid_and_a_revocation_does_not(
    pki: Pki, server: AuthorityServer, sandbox: Sandbox, roots: Path, tmp_path: Path
) -> None:
    good = signed(pki, server, tmp_path / "good.pdf", ocsp="/ocsp")
    bad = signed(pki, server, tmp_path / "bad.pdf", crl="/revoking.crl")
    ca = pki.intermediate
    server.paths["/ocsp"] = responder(tmp_path / "r", ca, ca, [good.certificate], [])
    server.paths["/revoking.crl"] = ca.crl([bad.certificate])
    verdict = judged(sandbox, server, roots, tmp_path / "good.pdf")
    assert verdict.conclusion is Conclusion.VALID, reasons(verdict)
    verdict = judged(sandbox, server, roots, tmp_path / "bad.pdf")
    assert verdict.conclusion is not Conclusion.VALID
    assert verdict.signatures[0].revocation is Revocation.REVOKED
    assert server.asked == ["POST /ocsp", "GET /revoking.crl"]


def test_an_authority_that_does_not_answer_leaves_it_undecided_and_says_who_and_why(
    pki: Pki, server: AuthorityServer, sandbox: Sandbox, roots: Path, tmp_path: Path
) -> None:
    signed(pki, server, tmp_path / "paper.pdf", ocsp="/nowhere", crl="/redirect.crl")
    verdict = judged(sandbox, server, roots, tmp_path / "paper.pdf")
    one = verdict.signatures[0]
    assert verdict.conclusion is Conclusion.INDETERMINATE
    assert (one.indication, one.subindication) == (Indication.INDETERMINATE, "TRY_LATER")
    said = next(r.message for r in one.reasons if r.code == "revocation_unreachable")
    assert "127.0.0.1" in said
    assert "404" in said


def test_a_missing_authority_is_found_where_its_certificate_says_and_then_asked_about(
    pki: Pki, server: AuthorityServer, sandbox: Sandbox, roots: Path, tmp_path: Path
) -> None:
    signer = signed(pki, server, tmp_path / "own.pdf", crl="/good.crl", issuer="/ca.cer")
    alone = replace(signer, chain=())
    (tmp_path / "paper.pdf").write_bytes(signed_by(alone, paper_pdf()))
    server.paths["/good.crl"] = pki.intermediate.crl()
    server.paths["/ca.cer"] = pki.stranger.chain[0].public_bytes(Encoding.DER)
    verdict = judged(sandbox, server, roots, tmp_path / "paper.pdf")
    assert "no_path" in reasons(verdict)
    assert server.asked == ["GET /ca.cer"]  # another's certificate helps nobody
    server.paths["/ca.cer"] = pki.intermediate.certificate.public_bytes(Encoding.DER)
    verdict = judged(sandbox, server, roots, tmp_path / "paper.pdf")
    assert verdict.conclusion is Conclusion.VALID, reasons(verdict)
    assert server.asked[1:] == ["GET /ca.cer", "GET /good.crl"]


def test_nobody_is_asked_about_another_time(
    pki: Pki, server: AuthorityServer, sandbox: Sandbox, roots: Path, tmp_path: Path
) -> None:
    signed(pki, server, tmp_path / "paper.pdf", crl="/good.crl")
    then = datetime.now(UTC) - timedelta(days=2)
    verdict = judged(sandbox, server, roots, tmp_path / "paper.pdf", then)
    assert verdict.conclusion is Conclusion.INDETERMINATE
    assert server.connections == 0


def test_the_command_asks_those_in_the_setting_and_keeps_what_they_said(
    pki: Pki, server: AuthorityServer, roots: Path, tmp_path: Path
) -> None:
    signed(pki, server, tmp_path / "paper.pdf", crl="/good.crl")
    server.paths["/good.crl"] = pki.intermediate.crl()
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "SOHOA_FETCH": server.host}
    for run in (sohoa, sohoa_here):
        ran = run("verify", "--json", tmp_path / "paper.pdf", "--trust", roots, env=env)
        assert (ran.status, ran.records[0]["conclusion"]) == (0, "valid")
    assert server.asked == ["GET /good.crl"]
    wrong = sohoa_here("verify", tmp_path / "paper.pdf", env={**env, "SOHOA_FETCH": "http://ca.vn"})
    assert wrong.status == 2
    assert "SOHOA_FETCH" in wrong.err


def test_a_long_crl_tells_of_a_signer_through_an_excerpt(
    pki: Pki, server: AuthorityServer, sandbox: Sandbox, roots: Path, tmp_path: Path
) -> None:
    signed(pki, server, tmp_path / "paper.pdf", crl="/long.crl")
    write_long_crl(tmp_path / "long.crl", pki.intermediate, 40_000)  # 1.5 MB
    server.paths["/long.crl"] = (tmp_path / "long.crl").read_bytes()
    verdict = judged(sandbox, server, roots, tmp_path / "paper.pdf")
    assert verdict.conclusion is Conclusion.VALID, reasons(verdict)


def test_a_crl_of_50_mb_costs_less_than_30_mib_and_10_seconds(pki: Pki, tmp_path: Path) -> None:
    write_long_crl(tmp_path / "long.crl", pki.intermediate, 1_330_000)
    assert (tmp_path / "long.crl").stat().st_size > 49 << 20
    for name, one in (("ca", pki.intermediate), ("leaf", pki.leader)):
        (tmp_path / name).write_bytes(one.certificate.public_bytes(Encoding.DER))
    program = textwrap.dedent("""
        import resource, sys
        from cryptography import x509
        from signing.fetching.crl_stream import excerpt
        ca, leaf = (x509.load_der_x509_certificate(open(n, "rb").read()) for n in ("ca", "leaf"))
        idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with open("long.crl", "rb") as source:
            assert excerpt(source, ca, [leaf]).serials
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - idle)
    """)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=10,
        check=True,
    )
    assert int(done.stdout) < 30 * 1024
