"""The register of breaches: seventy-two hours by the clock, rows that are only added, the texts of the notices."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.lives import office
from tests.web.test_desk_acts import LATER, _the_same_afternoon, signed_in  # noqa: F401
from tuntas.audit import breaches
from tuntas.audit.log import Hand
from tuntas.audit.models import Breach
from tuntas.kernel import clock
from tuntas.kernel.refusals import Invalid, NotFound, WrongState

PAGE = "/kelola/kebocoran/"
SAID = {
    "known_at": "2025-03-03T14:00",
    "what": "Berkas cadangan terbaca umum sejak pukul 10.",
    "which": "Nama dan nomor telepon.",
    "persons": 41,
    "measures": "Akses ditutup, kata sandi diganti.",
}


def step(kind: str, words: str = "") -> dict[str, object]:
    return {"breach": Breach.objects.get().pk, "kind": kind, "words": words}


def test_a_breach_from_its_entry_to_its_end(people, monkeypatch):
    budi = signed_in("budi")
    assert budi.post(PAGE, SAID).status_code == 302
    page = budi.get(PAGE).text
    assert "71 jam lagi" in page or "70 jam lagi" in page or "72 jam lagi" in page
    assert "Banyaknya subjek data: 41" in page
    monkeypatch.setattr(clock, "now", lambda: LATER + timedelta(hours=80))
    assert "lewat" in budi.get(PAGE).text
    for kind in ("PERSONS", "AUTHORITY"):
        assert budi.post(PAGE, step(kind)).status_code == 302
    assert "pemberitahuan sudah dikirim" in budi.get(PAGE).text
    assert budi.post(PAGE, step("CLOSED", "Selesai.")).status_code == 302
    assert budi.post(PAGE, step("MORE")).status_code == 422
    assert "Kegagalan pelindungan data dicatat" in budi.get("/kelola/riwayat/").text


def test_the_clock_counts_hours_from_the_moment_of_knowledge(people):
    hand = Hand(office("kalsel").pk, people.budi.user_id, "Budi")
    known = breaches.Known(LATER - timedelta(hours=2), "Apa", "Data", 1, "Tindakan")
    row = breaches.enter(known, hand=hand, at=LATER)
    now = breaches.standing(row, row.steps.all())
    assert now.due_at == LATER + timedelta(hours=70)
    assert [now.late(LATER + timedelta(hours=70)), now.late(LATER + timedelta(hours=70, seconds=1))] == [False, True]
    breaches.take_step(row.pk, kind="PERSONS", words="", hand=hand, at=LATER)
    assert breaches.standing(row, row.steps.all()).late(LATER + timedelta(hours=71))
    breaches.take_step(row.pk, kind="AUTHORITY", words="", hand=hand, at=LATER)
    assert not breaches.standing(row, row.steps.all()).late(LATER + timedelta(hours=71))


def test_what_was_entered_is_never_changed(people):
    hand = Hand(office("kalsel").pk, people.budi.user_id, "Budi")
    row = breaches.enter(breaches.Known(LATER, "Apa", "Data", 1, "Tindakan"), hand=hand, at=LATER)
    made = breaches.take_step(row.pk, kind="CLOSED", words="", hand=hand, at=LATER)
    for change in (
        lambda: Breach.objects.update(persons=0),
        lambda: type(made).objects.all().delete(),
        lambda: type(made).objects.update(words="lain"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(WrongState):
        breaches.take_step(row.pk, kind="MORE", words="", hand=hand, at=LATER)


def test_another_government_sees_and_changes_nothing(people):
    hand = Hand(office("kalsel").pk, people.budi.user_id, "Budi")
    row = breaches.enter(breaches.Known(LATER, "Apa rahasia", "Data", 1, "Tindakan"), hand=hand, at=LATER)
    nia = signed_in("nia")
    assert "Apa rahasia" not in nia.get(PAGE).text
    with pytest.raises(NotFound):
        other = Hand(office("banjarmasin").pk, people.nia.user_id, "Nia")
        breaches.take_step(row.pk, kind="MORE", words="", hand=other, at=LATER)


def test_what_is_missing_is_said_at_its_field(people):
    budi = signed_in("budi")
    for wrong in ({"what": ""}, {"which": " "}, {"persons": -1}, {"known_at": "2026-01-01T00:00"}, {"known_at": "x"}):
        assert budi.post(PAGE, SAID | wrong).status_code == 422
    assert Breach.objects.count() == 0
    hand = Hand(office("kalsel").pk, people.budi.user_id, "Budi")
    with pytest.raises(Invalid):
        breaches.enter(breaches.Known(LATER, " ", "Data", 1, "Tindakan"), hand=hand, at=LATER)
