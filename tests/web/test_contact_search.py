"""Finding a report by its reporter's telephone number or name: who may, what is found, what is written down."""

import pytest

from tests.lives import SITI, Life
from tuntas.accounts.models import User
from tuntas.audit.models import Access
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.reports.actions import verify
from tuntas.reports.identity import Contact, find_by_contact
from tuntas.reports.models import ContactKey
from tuntas.reports.states import Classification, IdentityMode

PHONE = "+62 500-000-000"


def found(kind: str, text: str, by, life: Life) -> list:
    return find_by_contact(kind=kind, text=text, by=by, at=life.at)


def test_the_coordinator_finds_by_phone_and_name_however_they_are_written(people):
    life = Life(people).submitted()
    for phone in ("0500000000", "+62 500 000 000", "62500-000000", "0500 000 000"):
        assert found("PHONE", phone, people.budi, life) == [life.report]
    assert found("NAME", "  siti  AMINAH ", people.budi, life) == [life.report]
    assert found("NAME", "Siti", people.budi, life) == []
    assert found("PHONE", "0500000001", people.budi, life) == []


@pytest.mark.parametrize("mode", [IdentityMode.SEALED, IdentityMode.NONE])
def test_who_asked_not_to_be_known_is_never_found(people, mode):
    contact = Contact() if mode == IdentityMode.NONE else SITI
    life = Life(people).submitted(identity=mode, contact=contact)
    assert not ContactKey.objects.exists()
    assert found("PHONE", PHONE, people.budi, life) == []


def test_only_one_s_own_institution_is_searched(people):
    life = Life(people).submitted()
    assert found("PHONE", PHONE, people.nia, life) == []
    assert found("PHONE", PHONE, people.ratna, life) == []
    life.dispatched()
    assert found("PHONE", PHONE, people.ratna, life) == [life.report]
    assert found("PHONE", PHONE, people.hadi, life) == [life.report]
    assert found("PHONE", PHONE, people.yusuf, life) == []
    for name in ("agus", "dewi", "sri", "intan"):
        with pytest.raises(NotAllowed):
            found("PHONE", PHONE, getattr(people, name), life)


def test_a_case_moved_into_the_closed_room_loses_its_keys(people):
    life = Life(people).submitted()
    assert ContactKey.objects.count() == 2
    verify.reclassify(
        life.report, to=Classification.SUPERVISION, reason="Ada pungutan liar.", by=people.budi, at=life.tick()
    )
    assert not ContactKey.objects.exists()
    assert found("PHONE", PHONE, people.budi, life) == []


def test_every_search_is_written_down_without_the_words(people):
    life = Life(people).submitted()
    found("PHONE", PHONE, people.budi, life)
    found("PHONE", "0811 000 111", people.budi, life)
    rows = list(Access.objects.filter(actor=str(people.budi.user_id)).values_list("what", "thing"))
    assert [what for what, _thing in rows].count("contact search") == 2
    assert ("contact found", str(life.report.pk)) in rows
    assert not any("500" in reason for reason in Access.objects.values_list("reason", flat=True))


def test_too_little_is_no_search(people):
    life = Life(people).submitted()
    for kind, text in (("PHONE", "08"), ("NAME", " ")):
        with pytest.raises(Invalid):
            found(kind, text, people.budi, life)


def test_the_page_never_carries_the_number_in_its_address(client, people, settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    report = Life(people).submitted().report
    client.force_login(User.objects.get(email="budi@kalsel.example"))
    page = client.post("/meja/pelapor/", {"kind": "PHONE", "text": PHONE})
    assert [row.number for row in page.context["rows"]] == [report.number]
    assert client.get("/meja/pelapor/?kind=PHONE&text=0500000000").context["rows"] is None
    assert client.post("/meja/pelapor/", {"kind": "PHONE", "text": ""}).status_code == 422
    client.force_login(User.objects.get(email="dewi@ombudsman.example"))
    assert client.get("/meja/pelapor/").status_code == 404
