"""A trust folder with its named stores says by which of them a root is trusted."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from signing.certificates.trust import Store, TrustStore
from signing.errors import TrustFolderError
from tests.support.pki import Pki


def pem(certificate: object) -> bytes:
    return certificate.public_bytes(Encoding.PEM)  # type: ignore[attr-defined, no-any-return]


def test_an_anchor_tells_its_store_and_one_beside_the_stores_has_none(
    pki: Pki, tmp_path: Path
) -> None:
    (tmp_path / "root.pem").write_bytes(pem(pki.root.certificate))
    (tmp_path / "public").mkdir()
    foreign = pki.stranger.chain[0]
    (tmp_path / "public" / "stranger.pem").write_bytes(pem(foreign))
    trust = TrustStore.from_folder(tmp_path)
    assert set(trust.anchors) == {pki.root.certificate, foreign}
    assert trust.store_of(foreign) is Store.PUBLIC
    assert trust.store_of(pki.root.certificate) is None


def test_a_root_that_lies_in_a_store_and_beside_it_belongs_to_the_store(
    pki: Pki, tmp_path: Path
) -> None:
    for place in (tmp_path, tmp_path / "official"):
        place.mkdir(exist_ok=True)
        (place / "root.pem").write_bytes(pem(pki.root.certificate))
    trust = TrustStore.from_folder(tmp_path)
    assert trust.anchors == (pki.root.certificate,)
    assert trust.store_of(pki.root.certificate) is Store.OFFICIAL


def test_an_intermediate_in_a_store_is_a_helper_and_no_anchor(pki: Pki, tmp_path: Path) -> None:
    (tmp_path / "official").mkdir()
    (tmp_path / "official" / "ca.pem").write_bytes(pem(pki.intermediate.certificate))
    trust = TrustStore.from_folder(tmp_path)
    assert trust.anchors == ()
    assert trust.intermediates == (pki.intermediate.certificate,)


def test_only_the_named_folders_are_read(pki: Pki, tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "root.pem").write_bytes(pem(pki.root.certificate))
    assert TrustStore.from_folder(tmp_path).anchors == ()


def test_a_damaged_file_in_a_store_is_told(tmp_path: Path) -> None:
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "root.crt").write_bytes(b"no certificate")
    with pytest.raises(TrustFolderError, match=r"root\.crt"):
        TrustStore.from_folder(tmp_path)


def test_answers_can_be_left_unread(pki: Pki) -> None:
    assert TrustStore.from_folder(pki.folder).crls
    assert not TrustStore.from_folder(pki.folder, answers=False).crls
