"""What the catalogue promises about agencies, owners, people, keys to repeat, and reuse."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from storage.catalogue import Catalogue
from storage.errors import ConflictError, NotFoundError
from storage.idempotency import InProgressError, OtherPayloadError, StoredResponse
from storage.people import Agency, Client, Person, Role
from storage.procedures import DocumentType, Procedure, RequiredComponent
from storage.reuse import ReuseLink
from tests.support.catalogues import ADMIN, CLERK, SetClock
from tests.support.papers import add_document, add_scan, open_dossier


def test_an_agency_sees_what_is_below_it_and_what_it_took_over(catalogue: Catalogue) -> None:
    with catalogue.transaction() as tx:
        tx.agencies.add(Agency(code="H38.01.1", name="Bộ phận", parent="H38.01"), ADMIN)
        old = Agency(code="H10", name="tỉnh cũ", valid_to=date(2025, 6, 30), successor="H38")
        tx.agencies.add(old, ADMIN)
        tx.agencies.add(Agency(code="H10.5", name="xã cũ", parent="H10"), ADMIN)
    with catalogue.reading() as tx:
        assert tx.agencies.load("H10") == old
        assert tx.agencies.under("H38.01") == {"H38.01", "H38.01.1"}
        assert tx.agencies.under("H38") == {
            "H38",
            "H38.01",
            "H38.02",
            "H38.01.1",
            "H10",
            "H10.5",
        }
        assert tx.agencies.under("nowhere") == {"nowhere"}
        assert [agency.code for agency in tx.agencies.list()][:2] == ["H10", "H10.5"]


def test_an_agency_is_added_once_and_below_a_known_one(catalogue: Catalogue) -> None:
    with catalogue.transaction() as tx:
        with pytest.raises(ConflictError):
            tx.agencies.add(Agency(code="H38", name="again"), ADMIN)
        with pytest.raises(ConflictError):
            tx.agencies.add(Agency(code="Z1", name="lost", parent="Z"), ADMIN)
        with pytest.raises(NotFoundError):
            tx.agencies.load("Z1")


def test_an_owner_is_one_under_all_numbers(catalogue: Catalogue) -> None:
    with catalogue.transaction() as tx:
        owner = tx.owners.find_or_add("cccd", "001203000123", "Nguyễn Văn Đức")
        tx.owners.add_alias(owner.id, "cmnd", "012345678", ADMIN)
        tx.owners.add_alias(owner.id, "cmnd", "012345678", ADMIN)
        assert tx.owners.find_or_add("cmnd", "012345678", "another spelling") == owner
        assert tx.owners.find("cccd", "001203000123") == tx.owners.load(owner.id) == owner
        other = tx.owners.find_or_add("mst", "0100233488", "Công ty")
        with pytest.raises(ConflictError):
            tx.owners.add_alias(other.id, "cmnd", "012345678", ADMIN)
        assert tx.owners.find("mst", "none") is None


def test_an_owner_met_by_many_at_once_is_one(catalogue: Catalogue) -> None:
    def meet(_: int) -> str:
        with catalogue.transaction() as tx:
            return tx.owners.find_or_add("cccd", "001203000777", "A").id

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(meet, range(12)))) == 1


def test_an_office_may_add_types_and_procedures(catalogue: Catalogue) -> None:
    kind = DocumentType(
        code="LEN_LOP",
        name_vi="Sơ yếu lý lịch",
        name_en="Curriculum vitae",
        abbreviation="LEN_LOP",
        titles=("SƠ YẾU LÝ LỊCH",),
        fields=("ho_ten",),
        validity_days=180,
    )
    procedure = Procedure(
        code="9.000001", name="Thử", components=(RequiredComponent(type="LEN_LOP", required=False),)
    )
    with catalogue.transaction() as tx:
        tx.types.add(kind)
        tx.procedures.add(procedure)
        with pytest.raises(ConflictError):
            tx.types.add(kind)
        wanted = (RequiredComponent(type="NONE"),)
        with pytest.raises(ConflictError):
            tx.procedures.add(replace(procedure, code="9.000002", components=wanted))
    with catalogue.reading() as tx:
        assert tx.types.load("LEN_LOP") == kind
        assert tx.procedures.load("9.000001") == procedure
        assert procedure in tx.procedures.list()
        with pytest.raises(NotFoundError):
            tx.procedures.load("9.000002")


def test_people_and_clients_are_found_with_their_hashes_and_shut_out(catalogue: Catalogue) -> None:
    with catalogue.transaction() as tx:
        person = Person(
            id=tx.new_id("usr"), login="lan", name="Lan", role=Role.CLERK, agency="H38.01"
        )
        client = Client(id=tx.new_id("cli"), name="Sở", role=Role.AGENCY, agency="H38.02")
        tx.people.add_person(person, password_hash="$argon2id$p", by=ADMIN)
        tx.people.add_client(client, secret_hash="$argon2id$c", by=ADMIN)
        twin = replace(person, id=tx.new_id("usr"))
        with pytest.raises(ConflictError):
            tx.people.add_person(twin, password_hash="x", by=ADMIN)
        lost = replace(client, id=tx.new_id("cli"), agency="nowhere")
        with pytest.raises(ConflictError):
            tx.people.add_client(lost, secret_hash="x", by=ADMIN)
        assert tx.people.find_login("lan") == (person, "$argon2id$p")
        assert tx.people.find_client(client.id) == (client, "$argon2id$c")
        assert tx.people.find_client("cli_none") is tx.people.find_login("none") is None
        tx.people.disable_client(client.id, ADMIN)
        tx.people.disable_person(person.id, ADMIN)
        assert tx.people.load_person(person.id).disabled
        assert tx.people.list_clients() == (replace(client, disabled=True),)
        assert tx.people.list_people() == (replace(person, disabled=True),)


ANSWER = StoredResponse(status=202, headers={"Location": "/jobs/1"}, body=b'{"job": 1}')


def test_a_request_sent_again_gets_the_first_answer(catalogue: Catalogue) -> None:
    with catalogue.transaction() as tx:
        assert tx.idempotency.begin("cli_1", "k", "f") is None
        assert tx.idempotency.begin("cli_2", "k", "other") is None  # another client's key
    with pytest.raises(InProgressError), catalogue.transaction() as tx:
        tx.idempotency.begin("cli_1", "k", "f")
    with catalogue.transaction() as tx:
        tx.idempotency.finish("cli_1", "k", ANSWER)
    with catalogue.transaction() as tx:
        assert tx.idempotency.begin("cli_1", "k", "f") == ANSWER
        with pytest.raises(OtherPayloadError):
            tx.idempotency.begin("cli_1", "k", "g")


def test_a_request_that_died_may_be_sent_again(catalogue: Catalogue, clock: SetClock) -> None:
    with catalogue.transaction() as tx:
        tx.idempotency.begin("c", "dead", "f")
        tx.idempotency.begin("c", "abandoned", "f")
        tx.idempotency.abandon("c", "abandoned")
        assert tx.idempotency.begin("c", "abandoned", "f") is None
        clock.forward(seconds=10)
        tx.idempotency.renew("c", "dead")
        clock.forward(seconds=10)
        with pytest.raises(InProgressError):
            tx.idempotency.begin("c", "dead", "f")
        clock.forward(seconds=10)
        assert tx.idempotency.begin("c", "dead", "f") is None
        with pytest.raises(InProgressError):
            tx.idempotency.begin("c", "dead", "f")
        clock.forward(days=2)
        assert tx.idempotency.forget(timedelta(days=1)) == 2


def test_of_many_sending_the_same_at_once_one_works(catalogue: Catalogue) -> None:
    def send(_: int) -> bool:
        try:
            with catalogue.transaction() as tx:
                return tx.idempotency.begin("c", "same", "f") is None
        except InProgressError:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(send, range(16))) == 1


def test_a_reuse_is_kept_with_its_trace(catalogue: Catalogue) -> None:
    with catalogue.transaction() as tx:
        dossier = open_dossier(tx)
        document = add_document(tx, dossier, add_scan(tx, dossier))
        link = ReuseLink(
            id=tx.new_id("use"),
            document=document.id,
            version=1,
            sha256="a" * 64,
            dossier="H99-261121-000001",
            own_dossier=None,
            agency="H38.02",
            actor="cli_1",
            procedure="1.005129",
            purpose="giải quyết hồ sơ",
            legal_basis="NĐ 61/2018",
            fields=("ho_ten",),
            at=tx.now(),
            receipt="jws",
        )
        tx.reuse.add(link, CLERK)
        with pytest.raises(ConflictError):
            tx.reuse.add(link, CLERK)
    with catalogue.reading() as tx:
        assert tx.reuse.of_document(document.id) == (link,)
        assert tx.reuse.of_dossier("H99-261121-000001") == (link,)
        granted = tx.events.of_subject(document.id)[-1]
    assert (granted.act, granted.data["link"]) == ("reuse.granted", link.id)
