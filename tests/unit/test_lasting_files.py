"""Stores, renewal, memory: what years and large files do to lasting signatures."""

import io
import os
import shutil
import tracemalloc
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing.certificates.trust import TrustStore
from signing.errors import (
    UnsuitableDocumentError,
)
from signing.lasting.gathering import Material
from signing.lasting.holdings import holdings
from signing.lasting.promise import Promise
from signing.lasting.renewal import renew_by
from signing.lasting.revisions import fill_room, write_room, write_store
from signing.policy import Policy
from signing.verdict import Conclusion, FileVerdict, Indication
from signing.verify import verify
from tests.support.lasting import ClockedAuthority
from tests.support.lasting_room import NOW, Room, signed
from tests.support.pki import Pki
from tests.support.signed_pdfs import codes, paper_pdf, signed_by


def test_a_store_of_others_is_kept_whole(room: Room, clocked: ClockedAuthority) -> None:
    with pikepdf.open(io.BytesIO(paper_pdf())) as pdf:
        foreign = pdf.make_stream(b"\x30\x00")
        store = pikepdf.Dictionary(Certs=[foreign], VRI=pikepdf.Dictionary(AB=pikepdf.Dictionary()))
        pdf.Root.DSS = pdf.make_indirect(store)
        out = io.BytesIO()
        pdf.save(out)
    room.file.write_bytes(signed_by(room.pki.leader, out.getvalue()))
    room.extender(clocked).extend(room.file, Promise.B_LT)
    with pikepdf.open(room.file) as pdf:
        assert pdf.Root.DSS.Certs[0].read_bytes() == b"\x30\x00"
        assert "/AB" in pdf.Root.DSS.VRI
        assert len(pdf.Root.DSS.CRLs) == 2


def test_what_is_in_the_store_is_not_written_twice(room: Room, clocked: ClockedAuthority) -> None:
    material = room.extender(clocked).extend(room.file, Promise.B_LT).material
    size = room.file.stat().st_size
    with room.file.open("r+b") as file:
        assert not write_store(file, material)
        assert not write_store(file, Material())
    assert room.file.stat().st_size == size


def test_an_encrypted_file_is_extended_with_its_password(
    room: Room, clocked: ClockedAuthority
) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper_pdf())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="chủ", user="mở", R=6))
    room.file.write_bytes(signed(room.pki.leader, out.getvalue(), password="mở"))
    with pytest.raises(UnsuitableDocumentError):
        room.extender(clocked).extend(room.file, Promise.B_LTA)
    done = room.extender(clocked).extend(room.file, Promise.B_LTA, password="mở")
    assert done.verdict.conclusion is Conclusion.VALID, codes(done.verdict)
    assert done.verdict.signatures[0].level == "B-LTA"


def test_an_archive_timestamp_is_renewed_before_its_authority_ends(
    room: Room, tmp_path: Path
) -> None:
    """Years pass: each authority's certificate ends before the next look at the file."""
    pki, day = room.pki, timedelta(days=1)
    first = pki.intermediate.issue(
        "TSA 1", purpose=ExtendedKeyUsageOID.TIME_STAMPING, end=NOW + 20 * day
    )
    second = pki.intermediate.issue(
        "TSA 2", purpose=ExtendedKeyUsageOID.TIME_STAMPING, end=NOW + 3 * 365 * day
    )
    stamper = ClockedAuthority(first, NOW)
    room.extender(stamper).extend(room.file, Promise.B_LTA)
    assert archived_until(room.file) == first.certificate.not_valid_after_utc
    unrenewed = tmp_path / "unrenewed.pdf"
    shutil.copy(room.file, unrenewed)

    soon = NOW + 15 * day
    room.extender(ClockedAuthority(second, soon), at=soon).extend(room.file, Promise.B_LTA)
    assert room.file.read_bytes().startswith(unrenewed.read_bytes())
    assert archived_until(room.file) == second.certificate.not_valid_after_utc

    late = NOW + 2 * 365 * day + 60 * day  # the signer's and the first authority's are over
    store = replace(TrustStore.from_folder(pki.folder), crls=tuple(fresh_crl(pki, late)))

    def judged(path: Path) -> FileVerdict:
        return verify(path, trust=store, policy=Policy(), at=late)

    kept, lost = judged(room.file), judged(unrenewed)
    assert kept.signatures[0].level == "B-LTA"
    assert kept.signatures[0].indication is Indication.PASSED, codes(kept)
    assert lost.signatures[0].indication is Indication.INDETERMINATE


def test_memory_does_not_grow_with_the_file(room: Room) -> None:
    big = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper_pdf())) as pdf:
        pdf.pages[0].obj.Rest = pdf.make_stream(os.urandom(24 << 20))
        pdf.save(big)
    room.file.write_bytes(signed_by(room.pki.leader, big.getvalue()))
    tracemalloc.start()
    try:
        with room.file.open("r+b") as file:
            assert holdings(file).signatures
            write_store(file, Material(certificates=(b"\x30\x00",)))
            fill_room(file, write_room(file, field="Timestamp"), b"\x30\x00")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 << 20


def archived_until(path: Path) -> datetime | None:
    with path.open("rb") as file:
        return renew_by(holdings(file))


def fresh_crl(pki: Pki, at: datetime) -> list[x509.CertificateRevocationList]:
    """Return both authorities' lists of a later day."""
    ders = (replace(one, now=at).crl() for one in (pki.root, pki.intermediate))
    return [x509.load_der_x509_crl(der) for der in ders]
