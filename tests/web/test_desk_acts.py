"""Every verb of the desk from its form to its event; who was first; the door; what a refusal leaves behind."""

import io
import itertools
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests.cast import NOW, nobody
from tests.lives import ANSWER, DONE, Life, office
from tuntas.accounts.models import Membership, User
from tuntas.institutions.models import Institution
from tuntas.kernel import clock
from tuntas.reports.actions import converse, dispatch, erase, together, verify
from tuntas.reports.models import Attachment, Message, Report
from tuntas.reports.states import Doubt, Verb
from tuntas.web.desk_verbs import ACTS

pytestmark = pytest.mark.one_engine
V = Verb
WHY = "Alasannya jelas dan tercatat di sini."
LATER = NOW + timedelta(hours=6)


@pytest.fixture(autouse=True)
def _the_same_afternoon(monkeypatch, settings):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def files(settings, tmp_path) -> Path:
    """A store of its own, so that what lies in it can be counted."""
    settings.TUNTAS_DATA_DIR = tmp_path
    return tmp_path


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email__startswith=f"{name}@"))
    return client


def photo() -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), "grey").save(data, "JPEG")
    return SimpleUploadedFile("sesudah.jpg", data.getvalue(), "image/jpeg")


def page_of(report: Report) -> str:
    return f"/meja/laporan/{report.reference}/"


def act(client: Client, report: Report, slug: str, seq: int | None = None, **values):
    fields = {f"{slug}-{name}": value for name, value in values.items()}
    return client.post(f"{page_of(report)}{slug}/", fields if seq is None else fields | {"seq": seq})


def working(people) -> Life:
    return Life(people).submitted().dispatched().responded()


def done(people) -> Life:
    return working(people).followed_up()


def proposed(people, **extra) -> Life:
    Institution.objects.filter(code="kalsel-pupr").update(requires_approval=True)
    return working(people).proposed(**extra)


def published(people) -> Life:
    life = Life(people).submitted()
    verify.publish(life.report, title="Jalan", body="Jalan berlubang.", by=people.budi, at=life.tick())
    return life


def quarantined(people) -> Life:
    return Life(people).submitted(doubts=(Doubt.FAST,))


def flagged(people) -> Life:
    life = published(people)
    together.flag(life.report, reason="Ada nama orang.", by=nobody, at=life.tick())
    return life


def appealed(people) -> Life:
    life = Life(people).submitted().archived()
    verify.appeal(life.report, reason="Tempatnya jelas.", by=life.siti, at=life.tick())
    return life


def with_subtask(people) -> Life:
    life = working(people)
    dispatch.add_subtask(life.report, unit=office("kalsel-dishub"), task="Rambu.", by=people.ratna, at=life.tick())
    return life


def subtask_answer(life: Life) -> dict[str, object]:
    return {"subtask": life.report.subtasks.get().pk, "answer": "Rambu sudah dipasang."}


def another(life: Life) -> dict[str, object]:
    return {"into": Life(life.people, life.at).submitted().report.number}


def ratna_herself(life: Life) -> dict[str, object]:
    return {"to": User.objects.get(email="ratna@kalsel.example").pk}


def submitted(people) -> Life:
    return Life(people).submitted()


def dispatched(people) -> Life:
    return Life(people).submitted().dispatched()


def settled(people) -> Life:
    life = done(people).confirmed()
    Report.objects.filter(pk=life.report.pk).update(ended_at=life.at - timedelta(days=31))
    return life


def held_by_law(people) -> Life:
    life = submitted(people)
    erase.forbid_erasure(life.report, reason=WHY, by=people.budi, at=life.tick())
    return life


def supervised(people) -> Life:
    return Life(people).submitted(topic_code="pungli")


HOLD = {"cause": "WEATHER", "until": "2025-03-20", "message": "Sungai meluap."}
UNIT = {"to": "kalsel-pupr", "topic": "jalan-berlubang"}
CITY = {"to": "banjarmasin", "topic": "jalan-berlubang"}
CASES = {
    V.DISPATCH_UNIT: ("budi", submitted, UNIT | {"copies": ["kalsel-dishub"], "note": "Mendesak."}),
    V.REDISPATCH_UNIT: ("budi", lambda p: dispatched(p).returned(), UNIT | {"to": "kalsel-dishub"}),
    V.RESPOND: ("ratna", dispatched, {"message": ANSWER, "plan": "2025-03-20"}),
    V.APPROVE: ("hadi", proposed, {}),
    V.APPROVE_PROMISE: ("hadi", None, {}),
    V.KEEP_PROMISE: ("ratna", lambda p: working(p).promised(), {"kind": "ANSWER", "text": DONE}),
    V.FOLLOW_UP: ("ratna", working, {"kind": "ANSWER", "text": DONE}),
    V.PROPOSE_FOLLOW_UP: ("ratna", working, {"kind": "DECISION", "text": DONE}),
    V.ANSWER_REPLY: ("ratna", lambda p: done(p).replied(), {"message": ANSWER}),
    V.HOLD: ("budi", lambda p: working(p).hold_requested(), {"message": "Menunggu air surut."}),
    V.ACCEPT_APPEAL: ("lina", appealed, {"explanation": WHY}),
    V.REJECT_APPEAL: ("lina", appealed, {"explanation": WHY}),
    V.PUBLISH: ("budi", submitted, {"title": "Jalan", "body": "Jalan berlubang."}),
    V.HIDE: ("budi", published, {"reason": WHY}),
    V.ASK_COMPLETION: ("budi", submitted, {"missing": ["WHERE", "WHEN"], "message": "Di mana, dan kapan?"}),
    V.DISPATCH_INSTITUTION: ("budi", submitted, CITY),
    V.REDISPATCH_INSTITUTION: ("budi", lambda p: dispatched(p).returned(), CITY),
    V.RETURN: ("ratna", dispatched, {"reason": "OTHER_AREA", "suggested": "kalsel-dishub"}),
    V.SEND_BACK: ("hadi", proposed, {"note": "Sebutkan luasnya."}),
    V.ASK_REPORTER: ("ratna", working, {"message": "Di sisi kiri atau kanan?"}),
    V.REQUEST_HOLD: ("ratna", working, HOLD),
    V.REFUSE_HOLD: ("budi", lambda p: working(p).hold_requested(), {"reason": WHY}),
    V.RESUME: ("ratna", lambda p: working(p).held(), {}),
    V.DISPUTE: ("budi", done, {"reason": WHY}),
    V.CLOSE_BY_COORDINATOR: ("budi", done, {"reason": WHY}),
    V.REOPEN: ("budi", lambda p: done(p).confirmed(), {"reason": WHY}),
    V.ARCHIVE: ("budi", submitted, {"reason": "SPAM", "explanation": WHY}),
    V.MERGE: ("budi", submitted, another),
    V.RELEASE: ("budi", quarantined, {"reason": WHY}),
    V.DISMISS_FLAG: ("budi", flagged, {"reason": WHY}),
    V.SPLIT: ("budi", lambda p: submitted(p).merged(), {"reason": WHY}),
    V.REFER: ("budi", submitted, {"target": "PPID", "ground": "UU 14/2008."}),
    V.RECLASSIFY: ("budi", submitted, {"to": "ASPIRATION", "reason": WHY}),
    V.CONTINUE_WITHDRAWN: ("budi", lambda p: submitted(p).withdrawn(), {"reason": WHY}),
    V.ASSIGN: ("ratna", dispatched, ratna_herself),
    V.ADD_SUBTASK: ("ratna", working, {"unit": "kalsel-dishub", "task": "Pasang rambu."}),
    V.FINISH_SUBTASK: ("yusuf", with_subtask, subtask_answer),
    V.COPY: ("budi", dispatched, {"to": "kalsel-dishub"}),
    V.TAG: ("ratna", dispatched, {"tag": "musim hujan"}),
    V.NOTE: ("ratna", dispatched, {"body": "Sudah ditelepon."}),
    V.ERASE: ("budi", settled, {"kinds": ["WORDS", "FILES"], "basis": "REQUEST", "sure": "on"}),
    V.FORBID_ERASURE: ("budi", submitted, {"reason": WHY}),
    V.ALLOW_ERASURE: ("budi", held_by_law, {}),
    V.REVEAL: ("budi", submitted, {"reason": WHY}),
}
TESTED = [each for each in ACTS if each.verb != V.APPROVE_PROMISE]


def test_every_act_of_the_desk_is_tried_here():
    assert {each.verb for each in ACTS} == set(CASES)
    assert len({each.slug for each in ACTS}) == len(ACTS)


@pytest.mark.parametrize("tried", TESTED, ids=lambda each: each.slug)
def test_each_act_is_offered_and_ends_in_its_own_event(people, tried):
    who, make, values = CASES[tried.verb]
    life, client = make(people), signed_in(who)
    offered = client.get(page_of(life.report))
    way = "href" if tried.own_page else "action"
    assert f'{way}="{page_of(life.report)}{tried.slug}/"' in offered.text
    seq = Report.objects.get(pk=life.report.pk).last_seq
    answer = act(client, life.report, tried.slug, **(values(life) if callable(values) else values))
    assert answer.status_code == (200 if tried.verb == V.REVEAL else 302)
    events = list(life.report.events.filter(seq__gt=seq).values_list("verb", "actor_id"))
    assert events == [(tried.verb.value, User.objects.get(email__startswith=f"{who}@").pk)]


def test_a_promise_is_approved_as_a_promise(people):
    life = working(people)
    Institution.objects.filter(code="kalsel-pupr").update(requires_approval=True)
    values = {"kind": "PROMISE", "text": DONE, "promised_on": "2025-03-20"}
    assert act(signed_in("ratna"), life.report, "draf", **values).status_code == 302
    page = signed_in("hadi").get(page_of(life.report)).text
    assert "persetujuan-janji/" in page
    assert 'persetujuan/"' not in page
    assert act(signed_in("hadi"), life.report, "persetujuan-janji").status_code == 302
    assert life.report.events.order_by("seq").last().verb == V.APPROVE_PROMISE


def test_dispatch_keeps_topic_copies_and_the_internal_note(people):
    life = submitted(people)
    values = UNIT | {"topic": "jalan-galian", "copies": ["kalsel-dishub", "kalsel-dlh"], "note": "Mendesak sekali."}
    act(signed_in("budi"), life.report, "disposisi", **values)
    report = Report.objects.get(pk=life.report.pk)
    assert (report.unit.code, report.topic_id) == ("kalsel-pupr", "jalan-galian")
    assert sorted(report.copies.values_list("institution__code", flat=True)) == ["kalsel-dishub", "kalsel-dlh"]
    assert Message.objects.get(report=report, body="Mendesak sekali.").internal


def test_dispatch_needs_a_topic(people):
    life = Life(people).submitted(topic_code="")
    answer = act(signed_in("budi"), life.report, "disposisi", to="kalsel-pupr", note="Catatan saya.")
    assert answer.status_code == 422
    assert "Catatan saya." in answer.text


def test_the_registers_proposal_stands_on_top_with_its_law(people):
    life = Life(people).submitted(region_code="63")
    page = signed_in("budi").get(page_of(life.report))
    assert "Menurut register kewenangan" in page.text
    assert "UU 23/2014" in page.text
    form = next(a.form for a in page.context["acts"] if a.url.endswith("/disposisi/"))
    assert form["to"].initial == "kalsel-pupr"
    assert form.fields["to"].choices[1][0] == "Menurut register kewenangan"


def test_another_governments_proposal_is_not_swapped_for_an_own_unit(people):
    page = signed_in("budi").get(page_of(submitted(people).report))
    forms = {a.url.split("/")[-2]: a.form for a in page.context["acts"]}
    assert page.context["proposals"][0].institution.code == "banjarmasin-pupr"
    assert forms["penerusan"].fields["to"].choices[1][1][0][0] == "banjarmasin"
    assert forms["penerusan"]["to"].initial == "banjarmasin"
    assert forms["disposisi"]["to"].initial == ""
    assert [a.label for a in page.context["acts"] if a.main] == ["Teruskan ke instansi lain"]
    assert forms["disposisi"].fields["to"].choices[1][1][0][0] == "kalsel-pupr"


def test_the_unit_named_on_handing_back_is_chosen_beforehand(people):
    page = signed_in("budi").get(page_of(dispatched(people).returned().report))
    form = next(a.form for a in page.context["acts"] if a.url.endswith("/pengalihan/"))
    assert form["to"].initial == "kalsel-dishub"
    assert page.context["acts"][0].form is form


def test_no_subtask_open_no_answer_offered(people):
    page = signed_in("ratna").get(page_of(working(people).report))
    assert "sub-tugas-selesai/" not in page.text


def test_a_refused_page_says_so_in_its_title(people):
    life = working(people)
    answer = act(signed_in("ratna"), life.report, "tindak-lanjut", kind="PHYSICAL", text=DONE)
    assert "<title>Perlu diperbaiki: " in answer.text
    assert "<title>Perlu diperbaiki" not in signed_in("ratna").get(page_of(life.report)).text


def test_handing_back_without_a_unit_or_with_the_own_one_is_refused(people):
    life, ratna = dispatched(people), signed_in("ratna")
    for values in ({}, {"suggested": "kalsel-pupr"}):
        answer = act(ratna, life.report, "pengembalian", reason="OTHER_AREA", explanation="Bukan jalan kami.", **values)
        assert answer.status_code == 422
        assert "Bukan jalan kami." in answer.text
    assert Report.objects.get(pk=life.report.pk).state == "DISPATCHED_UNIT"


def test_who_was_first_is_named_and_the_words_stay(people):
    life, ratna = dispatched(people), signed_in("ratna")
    seen = life.report.last_seq
    converse.note(life.report, body="Bukan perubahan.", by=people.hadi, at=life.tick())
    life.responded()
    answer = act(ratna, life.report, "respon", seq=seen, message=ANSWER + " Tambahan saya.")
    assert answer.status_code == 409
    assert "Orang lain lebih dulu: “Respons awal” oleh Ratna Dewi" in answer.text
    assert "Tambahan saya." in answer.text
    assert f'name="seq" value="{life.report.last_seq}"' in answer.text


@pytest.mark.parametrize("seq", ["", "x", "99", "-1"])
def test_a_strange_page_number_names_nobody(people, seq):
    life = dispatched(people).responded()
    answer = act(signed_in("ratna"), life.report, "respon", seq=seq, message=ANSWER)
    assert answer.status_code == 409
    assert "lebih dulu" not in answer.text


def test_a_step_after_a_mere_note_is_not_held_up(people):
    life = dispatched(people)
    seen = life.report.last_seq
    converse.note(life.report, body="Bukan perubahan.", by=people.hadi, at=life.tick())
    assert act(signed_in("ratna"), life.report, "respon", seq=seen, message=ANSWER).status_code == 302


def test_a_template_alone_is_said_to_stop_nothing(people):
    life = dispatched(people)
    ratna = signed_in("ratna")
    sent = {"respon-message": "Terima kasih.", "tetap": "1"}
    assert ratna.post(f"{page_of(life.report)}respon/", sent).status_code == 302
    page = ratna.get(page_of(life.report)).text
    assert "batas waktu respons terus berjalan" in page
    assert "Tersimpan: Penerimaan diberitahukan." in page


def test_one_person_only_proposes_to_archive_a_case_of_supervision(people):
    life, intan = supervised(people), signed_in("intan")
    act(intan, life.report, "arsip", reason="SPAM", explanation=WHY)
    assert "Tersimpan: Arsip diusulkan." in intan.get(page_of(life.report)).text
    assert act(intan, life.report, "arsip", reason="SPAM", explanation=WHY).status_code == 409
    assert act(signed_in("fajar"), life.report, "arsip", reason="SPAM", explanation=WHY).status_code == 302
    assert Report.objects.get(pk=life.report.pk).state == "ARCHIVED"


def test_an_internal_note_with_its_picture_is_for_officers(people, files):
    life, ratna = dispatched(people), signed_in("ratna")
    assert act(ratna, life.report, "catatan", body="Kontraktor sama.", uploads=photo()).status_code == 302
    assert Message.objects.get(report=life.report, body="Kontraktor sama.").internal
    assert Attachment.objects.get(report=life.report).internal
    assert "hanya petugas yang melihat ini" in ratna.get(page_of(life.report)).text


def test_before_and_after_pictures_are_kept_as_such(people, files):
    life = working(people)
    values = {"kind": "PHYSICAL", "text": DONE, "before": photo(), "after": [photo(), photo()]}
    assert act(signed_in("ratna"), life.report, "tindak-lanjut", **values).status_code == 302
    assert sorted(life.report.attachments.values_list("purpose", flat=True)) == ["AFTER", "AFTER", "BEFORE"]
    assert len(list(files.rglob("*.sealed"))) == 3


def test_a_refused_step_leaves_no_file_behind(people, files):
    life = dispatched(people)
    before = {path for path in files.rglob("*") if path.is_file()}
    answer = act(signed_in("ratna"), life.report, "tindak-lanjut", kind="PHYSICAL", text=DONE, after=photo())
    assert answer.status_code == 409
    waiting = {path for path in (files / "staging").rglob("*") if path.is_file()}
    assert {path for path in files.rglob("*") if path.is_file()} == before | waiting


def test_a_file_that_is_no_picture_is_named_and_the_words_stay(people, files):
    life = working(people)
    bad = SimpleUploadedFile("virus.exe", b"MZ" + bytes(100), "image/jpeg")
    answer = act(signed_in("ratna"), life.report, "tindak-lanjut", kind="PHYSICAL", text=DONE, after=bad)
    assert answer.status_code == 422
    assert "bukan foto" in answer.text
    assert DONE in answer.text


def test_originals_have_no_address(people, files):
    life, ratna = working(people), signed_in("ratna")
    act(ratna, life.report, "tindak-lanjut", kind="PHYSICAL", text=DONE, after=photo())
    name = Attachment.objects.get(report=life.report).name
    for wrong in (f"{name}.sealed", f"{name}.jpg", "..", "0" * 32):
        assert ratna.get(f"/meja/berkas/{wrong}/").status_code == 404


def test_reading_the_address_of_a_step_leads_back_and_does_nothing(people):
    life, budi = submitted(people), signed_in("budi")
    answer = budi.get(f"{page_of(life.report)}arsip/")
    assert (answer.status_code, answer.url) == (302, page_of(life.report))
    assert budi.get(f"{page_of(life.report)}tidak-ada/").status_code == 404
    assert budi.put(f"{page_of(life.report)}arsip/").status_code == 405
    assert life.report.events.count() == 1


def test_words_typed_after_the_session_ended_are_shown_again(people):
    life = dispatched(people)
    answer = act(Client(), life.report, "respon", message=ANSWER)
    assert answer.status_code == 403
    assert ANSWER in answer.text
    assert life.report.number not in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_form_without_its_token_is_refused(people):
    life = dispatched(people)
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(email="ratna@kalsel.example"))
    assert act(client, life.report, "respon", message=ANSWER).status_code == 403
    assert life.report.events.count() == 2


@pytest.mark.parametrize("path", ["/meja/", "/meja/laporan-baru/", "/meja/laporan/AAAAAAAA/"])
def test_an_officer_whose_seat_has_ended_reads_why(people, path):
    Membership.objects.filter(user__email="ratna@kalsel.example").update(active_until=NOW)
    answer = signed_in("ratna").get(path)
    assert answer.status_code == 403
    assert "tidak (lagi) terhubung dengan jabatan" in answer.text


@pytest.mark.parametrize("path", ["/meja/", "/meja/laporan/AAAAAAAA/"])
def test_a_deactivated_officer_is_signed_out(people, path):
    client = signed_in("ratna")
    User.objects.filter(email="ratna@kalsel.example").update(is_active=False)
    answer = client.get(path)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/akun/login/")


def test_the_wrong_role_gets_the_plain_404(people):
    assert signed_in("ratna").get("/meja/laporan-baru/").status_code == 404


def test_a_foreign_step_answers_as_an_unknown_one(people):
    life, wayan = dispatched(people), signed_in("wayan")
    foreign = act(wayan, life.report, "respon", message=ANSWER)
    unknown = wayan.post("/meja/laporan/AAAAAAAA/respon/", {"respon-message": ANSWER})
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert foreign.content == unknown.content


@pytest.mark.parametrize("name", ["dewi", "sri", "agus"])
def test_who_watches_reads_the_case_and_changes_nothing_of_it(people, name):
    page = signed_in(name).get(page_of(dispatched(people).report))
    assert page.status_code == 200
    slugs = {a.url.split("/")[-2] for a in page.context["acts"]}
    assert "respon" not in slugs
    assert "Siti Aminah" not in page.text


def test_a_counter_report_of_a_city_goes_to_the_city(people):
    nia = signed_in("nia")
    form = nia.get("/meja/laporan-baru/").context["form"]
    assert form["wanted_code"].value() == "banjarmasin"
    values = {
        "key": "loket-000000000000000001", "channel": "COUNTER", "received_at": "2025-03-03T09:00",
        "classification": "COMPLAINT", "body": "Lampu jalan di gang kami padam sejak Januari.", "identity": "OPEN",
        "content": "PUBLIC", "wanted_code": "banjarmasin", "region_code": "6371", "address": "Gang Teratai 4",
    }  # fmt: skip
    shown = nia.post("/meja/laporan-baru/", values)
    report = Report.objects.get(channel="COUNTER")
    assert report.number in shown.text
    assert (report.agency.code, report.region_id) == ("banjarmasin", "6371")
    assert nia.get(page_of(report)).status_code == 200
    again = nia.post("/meja/laporan-baru/", values)
    assert (again.status_code, Report.objects.filter(channel="COUNTER").count()) == (200, 1)
    clash = nia.post("/meja/laporan-baru/", values | {"body": "Isi yang lain sama sekali, bukan lampu jalan."})
    assert clash.status_code == 422
    assert "Isi yang lain sama sekali" in clash.text


def test_a_refused_counter_report_leaves_no_file(people, files):
    values = {
        "key": "loket-2", "channel": "COUNTER", "received_at": "2099-03-03T09:00", "classification": "COMPLAINT",
        "body": "Lampu jalan padam.", "identity": "OPEN", "content": "PUBLIC", "uploads": photo(),
    }  # fmt: skip
    assert signed_in("budi").post("/meja/laporan-baru/", values).status_code == 422
    assert [path for path in files.rglob("*") if path.is_file()] == []


def test_the_report_page_costs_the_same_with_more_of_everything(people, files, django_assert_num_queries):
    life, budi = working(people), signed_in("budi")
    steps = itertools.count(1)

    def grow() -> None:
        number = next(steps)
        unit = office("kalsel-dishub")
        dispatch.add_subtask(life.report, unit=unit, task=f"Bagian {number}", by=people.ratna, at=life.tick())
        converse.note(life.report, body=f"Catatan {number}", by=people.budi, at=life.tick())
        child = Life(people, life.at).submitted()
        verify.merge(child.report, into=life.report, by=people.budi, at=child.tick())

    grow()
    budi.get(page_of(life.report))
    with CaptureQueriesContext(connection) as one:
        budi.get(page_of(life.report))
    grow()
    grow()
    with django_assert_num_queries(len(one)):
        page = budi.get(page_of(life.report))
    assert len(page.context["subtasks"]) == len(page.context["children"]) == 3
    assert len(one) <= 32


def test_a_page_too_far_down_says_so_in_a_sentence(people):
    answer = signed_in("budi").get("/meja/?hal=99")
    assert (answer.status_code, "Persempit dengan saringan" in answer.text) == (422, True)


@pytest.mark.parametrize(
    "path",
    ["/meja/?cari=%00", "/meja/?cari=%25_", "/meja/?hal=x", "/meja/?hal=9", "/meja/?antrean=%00", "/meja/berkas/%00/",
     "/meja/laporan/%00/", "/meja/laporan/..%2f/", "/meja/?cari=" + "a+" * 400],
)  # fmt: skip
def test_nonsense_in_an_address_is_no_fault_of_ours(people, path):
    submitted(people)
    assert signed_in("budi").get(path).status_code in {200, 404}


def test_nonsense_in_a_form_is_refused_with_a_sentence(people):
    life, ratna = working(people), signed_in("ratna")
    for values in (
        {"kind": "TELEPATHY", "text": DONE},
        {"kind": "ANSWER", "text": "a\x00b"},
        {"kind": "ANSWER", "text": "   "},
        {"kind": "PROMISE", "text": DONE, "promised_on": "2025-13-45"},
        {"kind": "ANSWER", "text": "x" * 200_000},
    ):
        assert act(ratna, life.report, "tindak-lanjut", **values).status_code == 422
    assert act(ratna, life.report, "sub-tugas", unit="tidak-ada", task="x").status_code == 422
    assert act(ratna, life.report, "penunjukan", to="tidak-ada").status_code == 422
    assert Report.objects.get(pk=life.report.pk).last_seq == life.report.last_seq
