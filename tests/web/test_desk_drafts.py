"""Nothing typed or uploaded at the desk is lost: drafts of one's own, files that wait while a form is mended."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.cast import NOW
from tests.lives import ANSWER, DONE, Life
from tuntas.accounts.models import User
from tuntas.kernel import clock
from tuntas.kernel.refusals import Invalid, NotFound
from tuntas.media import staging
from tuntas.media.store import accept
from tuntas.ops import recurring
from tuntas.reports.actions import converse
from tuntas.reports.actions.desk_drafts import KEPT_FOR, drafts_of, keep_draft, sweep_drafts
from tuntas.reports.models import OfficerDraft, Report

LATER = NOW + timedelta(hours=6)
HALF = "Kami sudah melihat lubang itu, dan"


@pytest.fixture(autouse=True)
def the_same_afternoon(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    settings.TUNTAS_DATA_DIR = tmp_path


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email__startswith=f"{name}@"))
    return client


def photo(name: str = "sesudah.jpg", colour: str = "grey") -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue(), "image/jpeg")


def page_of(report: Report) -> str:
    return f"/meja/laporan/{report.reference}/"


def send(client: Client, report: Report, slug: str, **values):
    plain = {name: values.pop(name) for name in ("draf", "tetap") if name in values}
    return client.post(f"{page_of(report)}{slug}/", {f"{slug}-{name}": v for name, v in values.items()} | plain)


def tokens_in(page, field: str) -> list[str]:
    return re.findall(rf'name="{field}-tetap" value="([^"]+)" checked', page.text)


def test_a_draft_is_offered_back_to_its_writer_alone(people):
    report = Life(people).submitted().dispatched().report
    ratna = signed_in("ratna")
    answer = send(ratna, report, "respon", message=HALF, plan="2025-03-20", draf="simpan")
    assert (answer.status_code, answer["Location"]) == (302, f"{page_of(report)}#langkah-respon")
    page = ratna.get(page_of(report)).text
    for words in (f"{HALF}</textarea>", 'value="2025-03-20"', "Draf Anda dari ", "Buang draf"):
        assert words in page
    for other in ("hadi", "budi", "lina"):
        assert HALF not in signed_in(other).get(page_of(report)).text
    assert report.events.filter(verb="RESPOND").count() == 0


def test_the_script_is_answered_without_a_page(people):
    report = Life(people).submitted().dispatched().report
    ratna = signed_in("ratna")
    answer = send(ratna, report, "catatan", body=HALF, draf="diam")
    assert (answer.status_code, answer.content) == (204, b"")
    assert OfficerDraft.objects.get().values["typed"]["body"] == HALF
    assert '<details class="confirm" open>' in ratna.get(page_of(report)).text
    assert send(ratna, report, "catatan", body=" ", draf="diam").status_code == 204
    assert send(ratna, report, "catatan", body="", draf="diam").status_code == 204
    assert not OfficerDraft.objects.exists()


def test_a_draft_is_wiped_when_it_is_sent_and_when_it_is_thrown_away(people):
    report = Life(people).submitted().dispatched().report
    ratna = signed_in("ratna")
    send(ratna, report, "respon", message=HALF, draf="simpan")
    send(ratna, report, "catatan", body=HALF, draf="simpan")
    assert send(ratna, report, "catatan", body=HALF, draf="buang").status_code == 302
    assert list(OfficerDraft.objects.values_list("form", flat=True)) == ["respon"]
    assert send(ratna, report, "respon", message="").status_code == 422
    assert OfficerDraft.objects.count() == 1
    assert send(ratna, report, "respon", message=ANSWER).status_code == 302
    assert not OfficerDraft.objects.exists()


def test_a_draft_says_that_the_report_has_moved_on(people):
    life = Life(people).submitted().dispatched()
    ratna = signed_in("ratna")
    send(ratna, life.report, "catatan", body=HALF, draf="simpan")
    assert "Laporan sudah berubah sejak itu" not in ratna.get(page_of(life.report)).text
    converse.note(life.report, body="Baru.", by=people.hadi, at=LATER + timedelta(minutes=1))
    assert "Laporan sudah berubah sejak itu" in ratna.get(page_of(life.report)).text


def test_nobody_keeps_a_draft_of_what_is_not_theirs_to_see(people):
    report = Life(people).submitted().dispatched().report
    with pytest.raises(NotFound):
        keep_draft(report, "catatan", {}, by=people.yusuf, at=LATER)
    with pytest.raises(Invalid):
        keep_draft(report, "catatan", {"typed": {"body": "x" * 60_000}}, by=people.ratna, at=LATER)
    assert send(signed_in("yusuf"), report, "catatan", body=HALF, draf="simpan").status_code == 404
    assert not OfficerDraft.objects.exists()


def test_old_drafts_go_by_themselves(people):
    report = Life(people).submitted().dispatched().report
    keep_draft(report, "catatan", {"typed": {"body": HALF}}, by=people.ratna, at=LATER)
    assert sweep_drafts(LATER + KEPT_FOR) == 0
    assert sweep_drafts(LATER + KEPT_FOR + timedelta(seconds=1)) == 1
    assert drafts_of(report, by=people.ratna) == {}
    assert "erase old drafts" in {job.name for job in recurring.JOBS}


def test_files_of_a_refused_form_need_not_be_chosen_again(people, tmp_path):
    report = Life(people).submitted().dispatched().responded().report
    ratna = signed_in("ratna")
    bad = SimpleUploadedFile("virus.exe", b"MZ" + bytes(100), "image/jpeg")
    first = send(ratna, report, "tindak-lanjut", kind="PHYSICAL", text="", after=[photo(), bad], before=photo())
    assert first.status_code == 422
    after, before = (tokens_in(first, f"tindak-lanjut-{name}") for name in ("after", "before"))
    assert (len(after), len(before)) == (1, 1)
    # A guard refuses a promise without its day; the same files wait on.
    kept = {"after-tetap": after, "before-tetap": before}
    second = send(ratna, report, "tindak-lanjut", kind="PROMISE", text=DONE, **kept)
    assert second.status_code == 409
    assert tokens_in(second, "tindak-lanjut-after") == after
    assert DONE in second.text
    # The picture before is given up, another one after comes along.
    third = send(ratna, report, "tindak-lanjut", kind="PHYSICAL", text=DONE, **{"after-tetap": after, "after": photo()})
    assert third.status_code == 302
    assert sorted(report.attachments.values_list("purpose", flat=True)) == ["AFTER", "AFTER"]
    for row in report.attachments.all():
        assert b"".join(ratna.get(f"/meja/berkas/{row.name}/").streaming_content)[:3] == b"\xff\xd8\xff"
    again = send(ratna, report, "catatan", body=HALF, **{"uploads-tetap": after})
    assert again.status_code == 404
    assert report.attachments.count() == 2


def test_of_two_tries_with_one_file_the_second_takes_nothing_away(people, tmp_path):
    token = staging.stage(accept("a.jpg", photo()), at=LATER)
    mine = staging.claim(token, key="satu")
    with pytest.raises(NotFound):
        staging.claim(token, key="dua")
    staging.release(token, key="dua")
    with pytest.raises(NotFound):
        staging.claim(token, key="dua")
    staging.release(token, key="satu")
    assert staging.claim(token, key="dua") == mine


def test_files_chosen_for_a_draft_wait_with_it(people):
    report = Life(people).submitted().dispatched().report
    ratna = signed_in("ratna")
    send(ratna, report, "catatan", body=HALF, uploads=photo(), draf="simpan")
    page = ratna.get(page_of(report))
    tokens = tokens_in(page, "catatan-uploads")
    assert len(tokens) == 1
    assert send(ratna, report, "catatan", body=HALF, **{"uploads-tetap": tokens}).status_code == 302
    assert report.attachments.get().internal


def test_from_a_queue_an_act_leads_back_into_the_queue(people):
    report = Life(people).submitted().dispatched().report
    ratna = signed_in("ratna")
    page = ratna.get(f"{page_of(report)}?antrean=unit").text
    assert f'action="{page_of(report)}catatan/?antrean=unit"' in page
    sent = ratna.post(f"{page_of(report)}catatan/?antrean=unit", {"catatan-body": HALF})
    assert sent["Location"] == f"{page_of(report)}?antrean=unit"
    assert ratna.post(f"{page_of(report)}catatan/?antrean=x", {"catatan-body": HALF})["Location"] == page_of(report)
