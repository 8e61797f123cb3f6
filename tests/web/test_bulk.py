"""Many reports at once: every row through the same guards, and the page says which were refused and why."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW
from tests.lives import Life, office
from tuntas.accounts.models import User
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.notifications.recipients import recipients_of
from tuntas.reports.actions import batches, bulk, converse
from tuntas.reports.models import Batch, BatchAct, Report, Tag
from tuntas.reports.states import Doubt, State, Verb


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def sign_in(client):
    def sign(name: str):
        client.force_login(User.objects.get(email__startswith=f"{name}@"))
        return client

    return sign


def send(client, reports, langkah, **values):
    return client.post(
        "/meja/borongan/", {"pilih": " ".join(r.reference for r in reports), "langkah": langkah, **values}
    )


def outcomes(answer, client) -> dict[str, str]:
    page = client.get(answer.url)
    return {line["number"]: line["sentence"] or line["outcome"] for line in page.context["lines"]}


def test_dispatch_of_many_says_of_each_row_what_became_of_it(sign_in, people):
    fine, late = Life(people).submitted().report, Life(people).submitted().dispatched().report
    returned = Life(people).submitted().dispatched().returned().report
    budi = sign_in("budi")
    asked = send(budi, [fine, late, returned], "disposisi")
    assert (asked.status_code, asked.context["chosen_text"]) == (200, "3 laporan dipilih")
    done = send(budi, [fine, late, returned], "disposisi", siap="1", to="kalsel-dishub")
    found = outcomes(done, budi)
    assert found[fine.number] == found[returned.number] == "Selesai"
    assert "sudah berubah" in found[late.number]
    units = {r.pk: r.unit.code for r in Report.objects.select_related("unit").all()}
    assert units == {fine.pk: "kalsel-dishub", returned.pk: "kalsel-dishub", late.pk: "kalsel-pupr"}


@pytest.mark.one_engine
def test_five_hundred_with_twenty_refused_names_the_twenty(sign_in, people):
    fine = [Life(people).submitted().report for _again in range(480)]
    ended = [Life(people).submitted().archived().report for _again in range(20)]
    budi = sign_in("budi")
    done = send(budi, [*fine, *ended], "pengingat", siap="1", note="Mohon diproses hari ini.")
    waiting = budi.get(done.url)
    assert waiting.context["waiting"] == 500
    assert "latar belakang" in waiting.content.decode()
    began, rounds = time.perf_counter(), 0
    while batches.go_on(Batch.objects.get().made_at):
        rounds += 1
    took = time.perf_counter() - began
    assert rounds == 3
    assert took < 60
    page = budi.get(done.url)
    assert (page.context["done"], page.context["refused"], page.context["waiting"]) == (480, 20, 0)
    told = {line["number"]: line["sentence"] for line in page.context["lines"] if line["sentence"]}
    assert set(told) == {report.number for report in ended}
    assert all("sudah berubah" in sentence for sentence in told.values())
    assert Report.objects.filter(events__verb=Verb.NUDGE).count() == 480


def test_a_foreign_report_is_not_taken_along(sign_in, people):
    mine, foreign = Life(people).submitted().report, Life(people).submitted().sent_to_city().report
    secret = Life(people).submitted(topic_code="pungli").report
    nia = sign_in("nia")
    asked = send(nia, [mine, foreign, secret], "tanda")
    assert [number for _ref, number, _title in asked.context["chosen"]] == [foreign.number]


def test_what_was_lost_from_sight_meanwhile_is_refused(people):
    life = Life(people).submitted().dispatched()
    batch = bulk.begin(BatchAct.TAG, {"tag": str(_tag(people).pk)}, [life.report], by=people.ratna, at=NOW)
    life.returned()
    bulk.run(batch, by=people.ratna, at=life.tick())
    row = batch.rows.get()
    assert (row.outcome, row.sentence) == ("REFUSED", "Laporan tidak ditemukan.")


def _tag(people) -> Tag:
    return converse.tag_named("Prioritas", by=people.ratna)


def test_a_tag_is_seen_by_officers_only_and_twice_is_refused(sign_in, people):
    life = Life(people).submitted().dispatched()
    converse.tag(life.report, tag=_tag(people), by=people.ratna, at=life.tick())
    with pytest.raises(Invalid):
        converse.tag(life.report, tag=_tag(people), by=people.budi, at=life.tick())
    foreign = Tag.objects.create(institution=office("banjarmasin"), name="Lain")
    with pytest.raises(NotAllowed):
        converse.tag(life.report, tag=foreign, by=people.budi, at=life.tick())
    event = life.report.events.get(verb=Verb.TAG)
    assert (event.source, event.target) == (State.DISPATCHED_UNIT, State.DISPATCHED_UNIT)
    assert recipients_of(event, life.at) == []
    page = sign_in("ratna").get("/meja/?antrean=ditandai")
    assert [row.number for row in page.context["rows"]] == [life.report.number]
    converse.untag(life.report, tag=_tag(people), by=people.ratna, at=life.tick())
    assert sign_in("ratna").get("/meja/?antrean=ditandai").context["rows"] == []


def test_a_reminder_reaches_the_liaison_and_before_dispatch_the_other_admin(people):
    life = Life(people).submitted()
    converse.nudge(life.report, by=people.budi, at=life.tick())
    event = life.report.events.get(verb=Verb.NUDGE)
    assert [one.user.email for one in recipients_of(event, life.at)] == ["lina@kalsel.example"]
    life.dispatched()
    converse.nudge(life.report, note="Warga menunggu.", by=people.budi, at=life.tick())
    event = life.report.events.filter(verb=Verb.NUDGE).order_by("seq").last()
    assert [one.user.email for one in recipients_of(event, life.at)] == ["ratna@kalsel.example"]
    with pytest.raises(NotAllowed):
        converse.nudge(life.report, by=people.ratna, at=life.tick())


def test_assigning_names_the_rows_of_other_units(sign_in, people):
    ours = Life(people).submitted().dispatched().report
    unassigned = Life(people).submitted().report
    budi = sign_in("budi")
    ratna = str(people.ratna.user_id)
    found = outcomes(send(budi, [ours, unassigned], "penunjukan", siap="1", to=ratna), budi)
    assert found[ours.number] == "Selesai"
    assert "tidak bertugas" in found[unassigned.number]


def test_merging_many_into_one(sign_in, people):
    master, one, other = (Life(people).submitted().report for _again in range(3))
    budi = sign_in("budi")
    found = outcomes(send(budi, [one, other, master], "penggabungan", siap="1", into=master.number), budi)
    assert found[one.number] == found[other.number] == "Selesai"
    assert found[master.number] != "Selesai"
    assert Report.objects.filter(master=master).count() == 2


def test_everything_in_the_list_can_be_chosen(sign_in, people, monkeypatch):
    from tuntas.web import desk_queue

    monkeypatch.setattr(desk_queue, "PER_PAGE", 1)
    for _again in range(3):
        Life(people).submitted()
    Life(people).submitted().dispatched()
    values = {"langkah": "tanda", "semua": "on", "saringan": "antrean=verifikasi"}
    assert len(sign_in("budi").post("/meja/borongan/", values).context["chosen"]) == 3


def test_the_outcome_is_for_whoever_began_it(sign_in, people):
    report = Life(people).submitted().report
    done = send(sign_in("budi"), [report], "tanda", siap="1", tag="Ulang")
    assert sign_in("budi").get(done.url).status_code == 200
    assert sign_in("lina").get(done.url).status_code == 404


def test_nothing_chosen_is_said_and_an_act_of_another_role_is_not_there(sign_in, people):
    report = Life(people).submitted().dispatched().report
    empty = send(sign_in("budi"), [], "tanda", siap="1", tag="x")
    assert empty.status_code == 422
    assert "Pilih paling sedikit satu" in empty.content.decode()
    assert send(sign_in("ratna"), [report], "disposisi").status_code == 404
    with pytest.raises(Invalid):
        bulk.begin(BatchAct.TAG, {}, [], by=people.budi, at=NOW)


def test_an_outcome_page_costs_the_same_for_one_row_and_for_three(sign_in, people):
    budi = sign_in("budi")
    costs = []
    for count in (1, 3):
        reports = [Life(people).submitted().report for _again in range(count)]
        done = send(budi, reports, "tanda", siap="1", tag="Ulang")
        with CaptureQueriesContext(connection) as queries:
            budi.get(done.url)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def doubted(people, number: int = 1) -> list[Report]:
    return [Life(people).submitted(doubts=(Doubt.FAST,)).report for _again in range(number)]


def test_the_quarantine_says_why_and_clears_many_with_one_reason(sign_in, people):
    fine, (first, second) = Life(people).submitted().report, doubted(people, 2)
    budi = sign_in("budi")
    page = budi.get("/meja/?antrean=karantina")
    assert [row.number for row in page.context["rows"]] == [first.number, second.number]
    assert "kurang dari dua detik" in page.content.decode()
    assert [slug for slug, _label in page.context["bulk_acts"]][:2] == ["pelepasan", "spam"]
    assert "pelepasan" not in dict(budi.get("/meja/").context["bulk_acts"])
    assert send(budi, [first, second], "pelepasan", siap="1").status_code == 422
    done = send(budi, [first, second, fine], "pelepasan", siap="1", reason="Laporan orang.")
    assert outcomes(done, budi) == {
        first.number: "Selesai",
        second.number: "Selesai",
        fine.number: "Laporan ini tidak (lagi) di karantina.",
    }
    assert Report.objects.filter(quarantined_at=None).count() == 3


def test_many_are_archived_as_spam_only_while_they_are_in_quarantine(sign_in, people):
    fine, bad = Life(people).submitted().report, doubted(people)
    budi = sign_in("budi")
    done = send(budi, [*bad, fine], "spam", siap="1", explanation="Teks yang sama berulang-ulang.")
    assert outcomes(done, budi)[fine.number] == "Laporan ini tidak (lagi) di karantina."
    assert [report.state for report in Report.objects.order_by("received_at", "pk")].count(State.ARCHIVED) == 1
    assert Report.objects.get(state=State.ARCHIVED).archive_reason == "SPAM"


def test_the_page_of_a_report_in_quarantine_offers_to_clear_it(sign_in, people):
    (report,) = doubted(people)
    budi = sign_in("budi")
    page = budi.get(f"/meja/laporan/{report.reference}/").content.decode()
    assert "Di karantina" in page
    assert f"/meja/laporan/{report.reference}/pelepasan/" in page
