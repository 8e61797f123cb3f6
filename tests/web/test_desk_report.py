"""The officer's page of one report: the next step, colleagues, likely duplicates, collisions, the head's changes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.lives import DONE, Life
from tuntas.accounts.models import User
from tuntas.notifications.recipients import recipients_of
from tuntas.reports.actions import converse
from tuntas.reports.models import Mention, MessageKind, Report
from tuntas.reports.states import FollowUpKind, State, Verb
from tuntas.web.worddiff import Part, word_diff

PUBLIC = "Jalan di depan pasar berlubang."


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def sign_in(client):
    def sign(name: str):
        client.force_login(user(name))
        return client

    return sign


def user(name: str) -> User:
    return User.objects.get(email__startswith=f"{name}@")


def page_of(client, report: Report) -> str:
    return client.get(f"/meja/laporan/{report.reference}/").content.decode()


def act(client, report: Report, slug: str, seq: int | None = None, **values):
    fields = {f"{slug}-{name}": value for name, value in values.items()}
    if seq is not None:
        fields["seq"] = str(seq)
    return client.post(f"/meja/laporan/{report.reference}/{slug}/", fields)


def test_one_next_step_stands_out_and_the_others_are_grouped(sign_in, people):
    report = Life(people).submitted().dispatched().report
    page = page_of(sign_in("ratna"), report)
    assert page.count("Langkah berikutnya") == 1
    assert "Langkah berikutnya: Beri respons awal" in page
    for heading in ("<h3>Lanjutkan</h3>", "<h3>Tanya dan catat</h3>", "<h3>Ubah</h3>"):
        assert page.count(heading) == 1
    assert page.count("btn-primary btn-lg") == 1
    assert '<details class="confirm" open>' not in page


def test_a_colleague_is_named_hears_of_it_and_is_seen_to_have_looked(sign_in, people):
    report = Life(people).submitted().dispatched().report
    ratna = sign_in("ratna")
    assert "@Hadi Saputra" in page_of(ratna, report)
    hadi = user("hadi")
    assert act(ratna, report, "catatan", body="Tolong lihat ini.", mentions=[str(hadi.pk)]).status_code == 302
    event = report.events.order_by("seq").last()
    mention = Mention.objects.get()
    assert (event.verb, mention.seq, mention.user, mention.seen_at) == (Verb.NOTE, event.seq, hadi, None)
    assert [one.user for one in recipients_of(event, event.at)] == [hadi]
    assert "belum dilihat" in page_of(ratna, report)
    page_of(sign_in("hadi"), report)
    mention.refresh_from_db()
    assert mention.seen_at is not None
    assert "dilihat " in page_of(sign_in("ratna"), report)


def test_who_may_not_open_the_report_cannot_be_named(sign_in, people):
    report = Life(people).submitted().dispatched().report
    answer = act(sign_in("ratna"), report, "catatan", body="Untuk Yusuf.", mentions=[str(user("yusuf").pk)])
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Yusuf Anwar tidak dapat membuka laporan ini" in page
    assert "Untuk Yusuf." in page
    assert not Mention.objects.exists()
    assert not report.messages.filter(kind=MessageKind.NOTE).exists()


def test_a_closed_case_offers_the_inspectorate_alone(sign_in, people):
    report = Life(people).submitted(topic_code="pungli").report
    page = page_of(sign_in("intan"), report)
    assert "@Fajar Maulana" in page
    assert "@Budi Rahman" not in page


def test_a_nonsense_name_is_left_out(sign_in, people):
    report = Life(people).submitted().dispatched().report
    assert act(sign_in("ratna"), report, "catatan", body="Catatan.", mentions=["bukan-id"]).status_code == 302
    assert not Mention.objects.exists()


@pytest.mark.parametrize(("first", "second"), [("budi", "lina"), ("lina", "budi")])
def test_of_two_who_redact_the_second_overwrites_nothing(sign_in, people, first, second):
    report = Life(people).submitted().report
    seen = report.last_seq
    assert act(sign_in(first), report, "publikasi", seen, title="Jalan", body=PUBLIC).status_code == 302
    refused = act(sign_in(second), report, "publikasi", seen, title="Lain", body="Teks petugas kedua.")
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Teks petugas kedua." in page
    assert f"Orang lain lebih dulu: “Diterbitkan” oleh {user(first).name}" in page
    assert Report.objects.get(pk=report.pk).public_body == PUBLIC
    now = Report.objects.get(pk=report.pk).last_seq
    assert act(sign_in(second), report, "publikasi", now, title="Lain", body="Teks petugas kedua.").status_code == 302


@pytest.mark.parametrize(("first", "second"), [("disposisi", "kelengkapan"), ("kelengkapan", "disposisi")])
def test_of_two_different_steps_the_second_keeps_its_words(sign_in, people, first, second):
    report = Life(people).submitted().report
    values = {
        "disposisi": {"to": "kalsel-pupr", "topic": "jalan-berlubang", "note": "Catatan disposisi saya."},
        "kelengkapan": {"missing": ["WHERE"], "message": "Di ruas mana tepatnya?"},
    }
    seen = report.last_seq
    assert act(sign_in("budi"), report, first, seen, **values[first]).status_code == 302
    refused = act(sign_in("lina"), report, second, seen, **values[second])
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Orang lain lebih dulu" in page
    assert "Budi Rahman" in page
    assert list(values[second].values())[-1] in page
    assert report.events.count() == 2


def test_an_unrelated_step_in_between_hinders_nobody(sign_in, people):
    life = Life(people).submitted()
    seen = life.report.last_seq
    converse.note(life.report, body="Catatan di antaranya.", by=people.lina, at=life.tick())
    assert act(sign_in("budi"), life.report, "publikasi", seen, title="Jalan", body=PUBLIC).status_code == 302


def proposed(people) -> Life:
    life = Life(people).submitted().dispatched().responded()
    return life.proposed(FollowUpKind.ANSWER)


def test_the_head_changes_the_draft_and_the_change_is_shown(sign_in, people):
    report = proposed(people).report
    hadi = sign_in("hadi")
    assert DONE in page_of(hadi, report)
    changed = DONE.replace("dua belas", "lima belas")
    assert act(hadi, report, "persetujuan", report.last_seq, text=changed).status_code == 302
    report.refresh_from_db()
    assert report.state == State.FOLLOWED_UP
    assert report.messages.get(kind=MessageKind.FOLLOW_UP).body == changed
    assert report.messages.get(kind=MessageKind.DRAFT).body == DONE
    page = page_of(sign_in("ratna"), report)
    assert "Diubah oleh Hadi Saputra" in page
    assert "dua</del>" not in page
    assert ": </span>dua<span" in page
    assert ": </span>lima<span" in page


def test_a_draft_that_was_replaced_meanwhile_is_not_signed_unseen(sign_in, people):
    life = proposed(people)
    seen = life.report.last_seq
    hadi = sign_in("hadi")
    assert act(hadi, life.report, "draf-dikembalikan", seen, note="Sebut ruas jalannya.").status_code == 302
    values = {"kind": "ANSWER", "text": DONE + " Ruas Pasar Lama."}
    assert act(sign_in("ratna"), life.report, "draf", **values).status_code == 302
    refused = act(sign_in("hadi"), life.report, "persetujuan", seen, text=DONE)
    assert refused.status_code == 409
    assert Report.objects.get(pk=life.report.pk).state == State.AWAITING_APPROVAL


def test_words_are_compared_one_by_one():
    assert word_diff("a b c", "a x c") == [
        Part("same", "a "),
        Part("removed", "b"),
        Part("added", "x"),
        Part("same", " c"),
    ]
    assert word_diff("a", "a") == [Part("same", "a")]
    assert word_diff("", "a") == [Part("added", "a")]


def test_a_likely_duplicate_is_merged_in_one_step(sign_in, people):
    master = Life(people).submitted().report
    report = Life(people).submitted(title="Lubang besar di depan pasar").report
    other = Life(people).submitted(title="Lampu", body="Antrean panjang di loket dari pagi sampai sore.").report
    page = page_of(sign_in("budi"), report)
    assert f"Gabung ke {master.number}" in page
    assert f"Gabung ke {other.number}" not in page
    assert act(sign_in("budi"), report, "penggabungan", into=master.number).status_code == 302
    assert Report.objects.get(pk=report.pk).master_id == master.pk


def test_a_duplicate_that_is_not_mine_to_see_is_not_named(sign_in, people):
    twin = Life(people).submitted().report
    report = Life(people).submitted().dispatched().report
    assert twin.number not in page_of(sign_in("ratna"), report)


def _queries(client, report: Report) -> int:
    with CaptureQueriesContext(connection) as asked:
        page_of(client, report)
    return len(asked)


def test_the_page_asks_no_more_for_more_rows(sign_in, people):
    life = Life(people).submitted()
    lina = user("lina")
    converse.note(life.report, body="Satu.", mentions=[lina], by=people.budi, at=life.tick())
    Life(people).submitted()
    budi = sign_in("budi")
    page_of(budi, life.report)
    few = _queries(budi, life.report)
    for _ in range(2):
        Life(people).submitted()
        converse.note(life.report, body="Lagi.", mentions=[lina, user("agus")], by=people.budi, at=life.tick())
    assert _queries(budi, life.report) == few
