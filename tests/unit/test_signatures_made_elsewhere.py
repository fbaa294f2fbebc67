"""Digest out, CMS in: what a signer's own machine signs, and what it may bring back."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from signing.certificates.trust import TrustStore
from signing.cms.builder import CmsByAlgorithm
from signing.cms.cms_endesive import EndesiveCms
from signing.cms.cms_pyhanko import PyhankoCms
from signing.cms.elsewhere import ForeignCmsError, check_made_elsewhere
from signing.keys.deferred import DeferredKey
from signing.policy import Policy
from signing.verdict import Conclusion
from signing.verify import verify
from sohoa.__main__ import application
from sohoa.samples.authority import Identity
from sohoa.surroundings import Surroundings
from tests.support.blank_pdfs import blank_pdf
from tests.support.pdf_judges import pdfsig_says_valid
from tests.support.pki import Pki, key_of

BUILDER = CmsByAlgorithm(rsa=EndesiveCms(), ec=PyhankoCms())


def run(*words: str) -> tuple[int, dict[str, Any]]:
    env = {"SOHOA_LANGUAGE": "en"}
    done = CliRunner().invoke(
        application(("prepare",)), [*words, "--json"], obj=Surroundings(env=env)
    )
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(done.stdout) if done.stdout else {}


def prepared(folder: Path, identity: Identity, *more: str) -> dict[str, Any]:
    (folder / "in.pdf").write_bytes(blank_pdf())
    chain = (identity.certificate, *identity.chain)
    (folder / "cert.pem").write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in chain))
    words = (str(folder / "in.pdf"), "-o", str(folder / "draft.pdf"))
    status, told = run("prepare", *words, "--certificate", str(folder / "cert.pem"), *more)
    assert status == 0
    return told


def embedded(folder: Path, how: str, made: bytes) -> int:
    (folder / "made").write_bytes(made)
    words = (str(folder / "draft.pdf"), how, str(folder / "made"), "-o", str(folder / "out.pdf"))
    return run("embed", *words)[0]


def bare(identity: Identity, data: bytes) -> bytes:
    """Sign as a device far away would, that knows of no CMS."""
    if isinstance(identity.key, rsa.RSAPrivateKey):
        return identity.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    return identity.key.sign(data, ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize("name", ["leader", "curve"])
def test_a_cms_or_a_bare_signature_made_elsewhere_makes_a_valid_file(
    pki: Pki, tmp_path: Path, name: str
) -> None:
    identity: Identity = getattr(pki, name)
    told = prepared(tmp_path, identity)
    before = (tmp_path / "in.pdf").read_bytes()
    assert (tmp_path / "draft.pdf").read_bytes().startswith(before)
    cms = BUILDER.build(bytes.fromhex(told["digest"]), key_of(identity))
    signature = bare(identity, base64.b64decode(told["signed_attributes"]))
    for how, made in (("--cms", cms), ("--signature", signature)):
        assert embedded(tmp_path, how, made) == 0
        assert pdfsig_says_valid(tmp_path / "out.pdf") == 1
        trust = TrustStore.from_folder(pki.folder)
        verdict = verify(tmp_path / "out.pdf", trust=trust, policy=Policy(), at=pki.now)
        assert verdict.conclusion is Conclusion.VALID
        (tmp_path / "out.pdf").unlink()


def test_another_hash_is_kept_to(pki: Pki, tmp_path: Path) -> None:
    told = prepared(tmp_path, pki.leader, "--digest", "sha512", "--profile", "leader")
    cms = BUILDER.build(bytes.fromhex(told["digest"]), key_of(pki.leader))
    assert embedded(tmp_path, "--cms", cms) == 0


def test_what_does_not_hold_writes_nothing(pki: Pki, tmp_path: Path) -> None:
    told = prepared(tmp_path, pki.leader)
    digest = bytes.fromhex(told["digest"])
    good = BUILDER.build(digest, key_of(pki.leader))
    other = BUILDER.build(bytes(32), key_of(pki.leader))
    stranger = BUILDER.build(digest, key_of(pki.agency))
    for made in (other, stranger, good[:-1], b"", good + b"x"):
        assert embedded(tmp_path, "--cms", made) == 1
    signature = bare(pki.leader, b"something else")
    assert embedded(tmp_path, "--signature", signature) == 1
    assert embedded(tmp_path, "--cms", bytes(100_000)) == 2
    assert not (tmp_path / "out.pdf").exists()
    assert embedded(tmp_path, "--cms", good) == 0


def test_no_draft_is_made_over_a_forged_signature(pki: Pki, tmp_path: Path) -> None:
    told = prepared(tmp_path, pki.leader)
    assert (
        embedded(
            tmp_path, "--cms", BUILDER.build(bytes.fromhex(told["digest"]), key_of(pki.leader))
        )
        == 0
    )
    signed = (tmp_path / "out.pdf").read_bytes()
    (tmp_path / "forged.pdf").write_bytes(signed.replace(b"/MediaBox", b"/MediaBoy", 1))
    words = (str(tmp_path / "forged.pdf"), "-o", str(tmp_path / "second.pdf"))
    status, _ = run("prepare", *words, "--certificate", str(tmp_path / "cert.pem"))
    assert status == 1
    assert not (tmp_path / "second.pdf").exists()


def test_a_draft_that_was_touched_or_lost_its_note_is_not_used(pki: Pki, tmp_path: Path) -> None:
    told = prepared(tmp_path, pki.leader)
    cms = BUILDER.build(bytes.fromhex(told["digest"]), key_of(pki.leader))
    with (tmp_path / "draft.pdf").open("ab") as draft:
        draft.write(b" ")
    assert embedded(tmp_path, "--cms", cms) == 2
    (tmp_path / "draft.pdf.json").write_text("{}")
    assert embedded(tmp_path, "--cms", cms) == 2
    (tmp_path / "draft.pdf.json").unlink()
    assert embedded(tmp_path, "--cms", cms) == 2
    assert run("embed", str(tmp_path / "draft.pdf"), "-o", str(tmp_path / "out.pdf"))[0] == 2


def test_a_certificate_that_may_not_sign_is_refused_before_anything(
    pki: Pki, tmp_path: Path
) -> None:
    (tmp_path / "in.pdf").write_bytes(blank_pdf())
    expired = tmp_path / "cert.pem"
    expired.write_bytes(pki.expired.certificate.public_bytes(Encoding.PEM))
    words = (str(tmp_path / "in.pdf"), "-o", str(tmp_path / "d.pdf"), "--certificate", str(expired))
    assert run("prepare", *words)[0] == 1
    assert not (tmp_path / "d.pdf").exists()


@given(st.binary(max_size=400))
def test_whatever_comes_back_is_a_refusal_and_no_fault(pki: Pki, made: bytes) -> None:
    with pytest.raises(ForeignCmsError):
        check_made_elsewhere(made, bytes(32), DeferredKey(pki.leader.certificate))
