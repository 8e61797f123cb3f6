"""The pages on which a government sets itself up: who gets in, what a form keeps, and the way from mail to desk."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.lives import Life, office
from tuntas.accounts.models import Invitation, Membership, User
from tuntas.audit.models import Change
from tuntas.institutions.models import Institution
from tuntas.institutions.offices import add_units
from tuntas.kernel import clock

PAGES = ("/kelola/", "/kelola/mulai/", "/kelola/unit/", "/kelola/orang/", "/kelola/kalender/", "/kelola/riwayat/")


@pytest.fixture(autouse=True)
def open_door(settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    settings.TUNTAS_GOVERNMENT = "kalsel"


@pytest.fixture
def budi(client, people):
    client.force_login(User.objects.get(email="budi@kalsel.example"))
    return client


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def seat_url(email: str) -> str:
    return f"/kelola/orang/{Membership.objects.get(user__email=email, active_until=None).pk}/"


@pytest.mark.parametrize("address", PAGES)
def test_the_administrator_of_a_government_gets_in(budi, address):
    assert budi.get(address).status_code == 200


@pytest.mark.parametrize("who", ["ratna", "hadi", "sri", "intan"])
@pytest.mark.parametrize("address", PAGES)
def test_nobody_else_does(client, people, who, address):
    client.force_login(User.objects.get(email=f"{who}@kalsel.example"))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_nobody_at_all_is_sent_to_the_log_in(client, people, address):
    assert client.get(address).status_code == 302


def test_what_belongs_to_another_government_is_not_there(budi):
    assert budi.get(f"/kelola/unit/{office('banjarmasin-pupr').pk}/").status_code == 404
    assert budi.get(seat_url("wayan@banjarmasin.example")).status_code == 404
    assert "Wayan" not in budi.get("/kelola/orang/").content.decode()


def test_units_are_pasted_changed_and_closed(budi):
    own = office("kalsel")
    assert budi.post("/kelola/unit/", {"parent": own.pk, "names": "Dinas Uji A\nDinas Uji B"}).status_code == 302
    unit = Institution.objects.get(name="Dinas Uji A")
    given = {"name": "Dinas Uji C", "short_name": "", "email": "", "parent": own.pk, "time_zone": "Asia/Jakarta"}
    given |= {"working_week": ["1", "2", "3"], "opens": "08:00", "closes": "15:00", "requires_approval": "on"}
    assert budi.post(f"/kelola/unit/{unit.pk}/", given).status_code == 302
    unit.refresh_from_db()
    assert (unit.name, unit.working_week, unit.requires_approval) == ("Dinas Uji C", "123", True)
    today = clock.now().date().isoformat()
    assert budi.post(f"/kelola/unit/{unit.pk}/tutup/", {"tutup-on": today}).status_code == 302
    unit.refresh_from_db()
    assert not unit.active
    page = budi.get("/kelola/riwayat/").content.decode()
    assert page.index("Unit ditutup") < page.index("Keterangan kantor diubah") < page.index("Unit ditambahkan")


def test_the_hours_stand_in_the_form_as_browsers_read_them(budi):
    page = budi.get(f"/kelola/unit/{office('kalsel-pupr').pk}/").content.decode()
    assert 'value="08:00"' in page
    assert 'value="16:00"' in page


def test_who_comes_from_the_first_days_goes_back_to_them(budi):
    given = {"parent": office("kalsel").pk, "names": "Dinas Uji A"}
    assert budi.post("/kelola/unit/?dari=mulai", given).url == "/kelola/mulai/"


def test_a_unit_with_open_reports_does_not_close(budi, people):
    Life(people).submitted().dispatched()
    unit = office("kalsel-pupr")
    answer = budi.post(f"/kelola/unit/{unit.pk}/tutup/", {"tutup-on": "2025-03-03"})
    assert answer.status_code == 422
    unit.refresh_from_db()
    assert unit.active


def test_a_mistake_keeps_what_was_typed(budi):
    answer = budi.post(
        "/kelola/orang/",
        {"office": office("kalsel-pupr").pk, "role": "LIAISON", "people": "Ani, ani@kalsel.example\nhanya nama"},
    )
    assert answer.status_code == 422
    assert "hanya nama" in answer.content.decode()
    assert not Invitation.objects.exists()
    assert mail.outbox == []


def test_from_the_mail_to_the_desk(budi, client):
    people = "Ani Rahma, ani@kalsel.example\nBeni <beni@kalsel.example>"
    given = {"office": office("kalsel-pupr").pk, "role": "LIAISON", "people": people}
    assert budi.post("/kelola/orang/", given).status_code == 302
    assert [message.to for message in mail.outbox] == [["ani@kalsel.example"], ["beni@kalsel.example"]]
    link = re.search(r"(/undangan/\S+)", mail.outbox[0].body)[1]
    client.logout()
    assert client.get(link).status_code == client.get(link).status_code == 200
    # With "no-referrer" browsers send the form with the origin "null", and it is refused as forged.
    assert client.get(link).headers["Referrer-Policy"] == "same-origin"
    assert client.post(link, {"password": "123"}).status_code == 422
    answer = client.post(link, {"password": "kuda-laut-terbang-42"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/meja/"
    assert answer.status_code == 200
    assert client.get(link).status_code == 410


def test_an_account_that_was_there_goes_through_the_log_in(budi, client):
    given = {"office": office("kalsel-pupr").pk, "role": "HEAD", "people": "Yusuf, yusuf@kalsel.example"}
    budi.post("/kelola/orang/", given)
    link = re.search(r"(/undangan/\S+)", mail.outbox[0].body)[1]
    client.logout()
    answer = client.post(link, {"password": "rahasia-untuk-uji"})
    assert (answer.status_code, "_auth_user_id" in client.session) == (302, False)


def test_wrong_passwords_at_an_invitation_count_as_at_the_log_in(budi, client):
    given = {"office": office("kalsel-pupr").pk, "role": "HEAD", "people": "Yusuf, yusuf@kalsel.example"}
    budi.post("/kelola/orang/", given)
    link = re.search(r"(/undangan/\S+)", mail.outbox[0].body)[1]
    client.logout()
    cache.clear()
    for _ in range(5):
        assert client.post(link, {"password": "tebakan"}).status_code == 422
    assert client.post(link, {"password": "rahasia-untuk-uji"}).status_code == 422
    assert Invitation.objects.get().used_at is None
    cache.clear()
    assert client.post(link, {"password": "rahasia-untuk-uji"}).status_code == 302


def test_whoever_leaves_is_led_to_the_hand_over(budi, people):
    life = Life(people).submitted().dispatched()
    ratna = User.objects.get(email="ratna@kalsel.example")
    type(life.report).objects.filter(pk=life.report.pk).update(assignee=ratna)
    link = f"/meja/serah-terima/?dari={ratna.pk}"
    assert link in budi.get(seat_url("ratna@kalsel.example")).content.decode()
    assert f'<option value="{ratna.pk}" selected' in budi.get(link).content.decode()


def test_whoever_holds_cases_stays_until_they_are_handed_over(budi, people):
    life = Life(people).submitted().dispatched()
    ratna = User.objects.get(email="ratna@kalsel.example")
    type(life.report).objects.filter(pk=life.report.pk).update(assignee=ratna)
    answer = budi.post(seat_url("ratna@kalsel.example"), {"langkah": "akhiri"})
    assert answer.status_code == 422
    type(life.report).objects.filter(pk=life.report.pk).update(assignee=None)
    assert budi.post(seat_url("ratna@kalsel.example"), {"langkah": "akhiri"}).status_code == 302


def test_lists_ask_no_query_per_row(budi, people):
    own, at = office("kalsel"), clock.now()
    counted = {page: [] for page in ("/kelola/unit/", "/kelola/orang/", "/kelola/riwayat/", "/kelola/kalender/")}
    budi.get("/kelola/")
    for number in (1, 3):
        add_units(own, [f"Dinas {number} {i}" for i in range(number)], by=people.budi, at=at)
        people_text = "\n".join(f"Orang, o{number}{i}@kalsel.example" for i in range(number))
        budi.post("/kelola/orang/", {"office": own.pk, "role": "LIAISON", "people": people_text})
        budi.get("/kelola/")
        for page, seen in counted.items():
            seen.append(queries(budi, page))
    assert {page: len(set(seen)) for page, seen in counted.items()} == dict.fromkeys(counted, 1)


def test_the_first_days_are_read_from_the_data(client, people):
    own = Institution.objects.create(code="desa-uji", name="Desa Uji", level="REGENCY", path="/desa-uji/")
    Institution.objects.filter(pk=own.pk).update(government=own)
    user = User.objects.create_user("kades@desa.example", "rahasia-untuk-uji", name="Kades")
    Membership.objects.create(user=user, institution=own, role="AGENCY_ADMIN", active_from=clock.now())
    client.force_login(user)

    def states() -> list[bool]:
        return [step.done for step in client.get("/kelola/mulai/").context["steps"]]

    before = states()
    assert (before[0], before[1], before[2], before[-1]) == (False, False, False, False)
    client.post("/kelola/unit/", {"parent": own.pk, "names": "Kantor Desa\nPosyandu"})
    assert states()[1] is True
    unit = Institution.objects.get(name="Posyandu")
    client.post("/kelola/orang/", {"office": unit.pk, "role": "LIAISON", "people": "Ani, ani@desa.example"})
    assert states()[2] is True


def test_a_decree_is_shown_first_and_does_what_was_shown(budi, people):
    at = clock.now()
    lives = [Life(people, at=at - timedelta(hours=1)).submitted() for _ in range(2)]
    due = {life.report.pk: life.report.clocks.get(kind="VERIFICATION").due_at for life in lives}
    day = min(due.values()).date()
    given = {"calendar": "own", "number": "SK 1", "issued_on": "2025-03-03", "title": "Libur daerah"}
    given |= {"kind": "LOCAL", "days": f"{day} Hari Uji", "revoke": "", "year": ""}
    shown = budi.post("/kelola/kalender/", given)
    assert shown.status_code == 200
    preview = shown.context["preview"]
    assert (preview.reports, len(preview.examples)) == (2, 2)
    for life in lives:
        assert life.report.clocks.get(kind="VERIFICATION").due_at == due[life.report.pk]
    assert not Change.objects.filter(verb="enter_decree").exists()
    done = budi.post("/kelola/kalender/", {**given, "langkah": "sahkan"}, follow=True)
    assert "tenggat 2 laporan bergeser" in done.content.decode()
    for life in lives:
        assert life.report.clocks.get(kind="VERIFICATION").due_at > due[life.report.pk]
    told = {row.reference: row.after for row in preview.examples if row.kind == "VERIFICATION"}
    assert told == {
        life.report.reference: life.report.clocks.get(kind="VERIFICATION").due_at.isoformat() for life in lives
    }
