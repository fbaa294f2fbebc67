"""`sohoa trust`: authorities come into a store, are shown, and go again."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from typer.testing import CliRunner

from signing.certificates.trust import Store, TrustStore
from sohoa.__main__ import application
from sohoa.settings import Settings
from sohoa.surroundings import Surroundings
from sohoa.wiring import stores
from tests.support.command import Ran
from tests.support.pki import Pki


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("office")
    stores.catalogue(Settings.from_env({"SOHOA_DATA": str(data)})).migrate()
    return data


def trust(office: Path, *words: str | Path) -> Ran:
    """Run the command in this process: a dozen processes would take half a minute."""
    called = ["trust", *map(str, words), "--data", str(office), "--json"]
    around = Surroundings(env={"SOHOA_LANGUAGE": "en"})
    done = CliRunner().invoke(application(("trust",)), called, obj=around)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return Ran(status=done.exit_code, out=done.stdout, err=done.stderr)


def test_an_authority_comes_into_a_store_is_shown_and_goes_again(
    office: Path, pki: Pki, tmp_path: Path
) -> None:
    file = tmp_path / "ca.cer"
    file.write_bytes(pki.root.certificate.public_bytes(Encoding.DER))
    added = trust(office, "add", file, "--store", "official")
    assert (added.status, added.records[0]["store"]) == (0, "official"), added.err
    assert trust(office, "list").records == added.records
    assert "Gốc chứng thực thử nghiệm" in added.records[0]["subject"]
    held = TrustStore.from_folder(office / "trust")
    assert held.store_of(pki.root.certificate) is Store.OFFICIAL
    again = trust(office, "add", file, "--store", "public")
    assert (again.status, again.records) == (1, [])
    print_ = added.records[0]["fingerprint"]
    removed = trust(office, "remove", print_[:16].upper())
    assert (removed.status, removed.records) == (0, added.records)
    assert (trust(office, "list").records, trust(office, "remove", print_).status) == ([], 1)
    catalogue = stores.catalogue(Settings.from_env({"SOHOA_DATA": str(office)}))
    with catalogue.reading() as tx:
        told = [(event.act, event.data["store"]) for event in tx.events.of_subject(print_)]
    assert told[-2:] == [("trust.added", "official"), ("trust.removed", "official")]


def test_a_bundle_comes_whole_and_one_of_a_foreign_file_goes_alone(
    office: Path, pki: Pki, tmp_path: Path
) -> None:
    both = [pki.root.certificate, pki.intermediate.certificate]
    bundle = tmp_path / "bundle.pem"
    bundle.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in both))
    added = trust(office, "add", bundle, "--store", "public").records
    assert [one["anchor"] for one in added] == [True, False]
    for one in added:
        assert trust(office, "remove", one["fingerprint"]).status == 0
    (office / "trust" / "placed.pem").write_bytes(bundle.read_bytes())
    assert trust(office, "remove", added[0]["fingerprint"]).status == 0
    left = trust(office, "list").records
    assert [(one["fingerprint"], one["store"]) for one in left] == [(added[1]["fingerprint"], None)]
    assert trust(office, "remove", added[1]["fingerprint"]).status == 0
    assert not (office / "trust" / "placed.pem").exists()


def test_who_is_no_authority_and_what_is_no_certificate_is_refused_and_nothing_kept(
    office: Path, pki: Pki, tmp_path: Path
) -> None:
    curve = ec.generate_private_key(ec.SECP256R1())
    leaf = pki.root.issue("Không Phải CA", key=curve).certificate
    mixed, text_ = tmp_path / "mixed.pem", tmp_path / "text.pem"
    mixed.write_bytes(
        b"".join(one.public_bytes(Encoding.PEM) for one in (pki.root.certificate, leaf))
    )
    text_.write_text("no certificate")
    assert trust(office, "add", mixed, "--store", "foreign").status == 1
    assert trust(office, "add", text_, "--store", "foreign").status == 2
    assert trust(office, "add", tmp_path / "none", "--store", "foreign").status == 2
    assert trust(office, "add", mixed, "--store", "mine").status == 2
    assert trust(office, "remove", "abc").status == 2
    assert trust(office, "list").records == []
