from dataclasses import replace

import pytest
from django.utils import translation

from tuntas.sla.clocks import Kind, Unit
from tuntas.sla.explain import PauseStory, Story, explain
from tuntas.sla.workdays import CalendarMissing, WorkCalendar, calendar_due

from .offices import WITA, closing, office, wita

OFFICE = office()
PAUSE = PauseStory(wita(2026, 12, 18), wita(2026, 12, 22), "Ratna (Dinas PUPR)", "menunggu material jembatan.")
STORY = Story(
    kind=Kind.SETTLEMENT,
    started_at=wita(2026, 12, 11, 23, 59),
    rule_days=5,
    unit=Unit.WORKING,
    legal_basis="PermenPANRB 62/2018",
    verified=False,
    institution_name="Dinas PUPR",
    due_at=closing(2026, 12, 23),
    pauses=(PAUSE,),
)


def told(story: Story, calendar: WorkCalendar = OFFICE) -> list[str]:
    with translation.override("id"):
        return explain(story, calendar)


def test_the_whole_story_of_one_deadline() -> None:
    assert OFFICE.due(STORY.started_at, 5, [(PAUSE.since, wita(2026, 12, 22))]) == STORY.due_at
    assert told(STORY) == [
        "Penyelesaian oleh Dinas PUPR: waktu mulai dihitung pada Jumat, 11 Desember 2026 pukul 23.59 WITA.",
        "Saat itu sudah lewat jam tutup (16.00), jadi hari ke-0 adalah Senin, 14 Desember 2026.",
        "Batasnya 5 hari kerja menurut PermenPANRB 62/2018 (belum terverifikasi terhadap PermenPANRB 5/2025).",
        "12 Desember 2026 tidak dihitung: Sabtu.",
        "13 Desember 2026 tidak dihitung: Minggu.",
        "19 Desember 2026 tidak dihitung: Sabtu.",
        "20 Desember 2026 tidak dihitung: Minggu.",
        "Dijeda sejak Jumat, 18 Desember 2026 pukul 09.00 WITA sampai "
        "Selasa, 22 Desember 2026 pukul 09.00 WITA oleh Ratna (Dinas PUPR): menunggu material jembatan. "
        "Jeda ini menambah 2 hari kerja.",
        "Batas waktu: Rabu, 23 Desember 2026 pukul 16.00 WITA.",
    ]


def test_holidays_are_named_and_the_end_is_told() -> None:
    story = replace(
        STORY,
        started_at=wita(2026, 12, 23),
        rule_days=1,
        due_at=closing(2026, 12, 28),
        pauses=(),
        verified=True,
        stopped_at=wita(2026, 12, 28, 16),
    )
    assert told(story)[1:] == [
        "Hari itu adalah hari ke-0; hari kerja berikutnya adalah hari ke-1.",
        "Batasnya 1 hari kerja menurut PermenPANRB 62/2018.",
        "24 Desember 2026 tidak dihitung: Cuti Bersama Hari Raya Natal.",
        "25 Desember 2026 tidak dihitung: Hari Raya Natal.",
        "26 Desember 2026 tidak dihitung: Sabtu.",
        "27 Desember 2026 tidak dihitung: Minggu.",
        "Batas waktu: Senin, 28 Desember 2026 pukul 16.00 WITA.",
        "Selesai pada Senin, 28 Desember 2026 pukul 16.00 WITA, tepat waktu.",
    ]
    assert told(replace(story, stopped_at=wita(2026, 12, 28, 16, 1)))[-1].endswith("16.01 WITA, terlambat.")


def test_a_free_first_day_is_not_day_zero() -> None:
    story = replace(STORY, started_at=wita(2026, 12, 12), pauses=(), due_at=closing(2026, 12, 21))
    assert told(story)[1] == "Hari itu bukan hari kerja, jadi hari ke-0 adalah Senin, 14 Desember 2026."


def test_an_open_pause_has_no_deadline_yet() -> None:
    story = replace(STORY, due_at=None, pauses=(replace(PAUSE, until=None),))
    assert told(story)[3:] == [
        "12 Desember 2026 tidak dihitung: Sabtu.",
        "13 Desember 2026 tidak dihitung: Minggu.",
        "Dijeda sejak Jumat, 18 Desember 2026 pukul 09.00 WITA oleh Ratna (Dinas PUPR): "
        "menunggu material jembatan. Jeda ini belum berakhir.",
        "Batas waktu dihitung kembali begitu jeda berakhir.",
    ]


def test_of_two_pauses_the_open_one_is_the_last_that_counts() -> None:
    again = PauseStory(wita(2026, 12, 28), None, "Ratna (Dinas PUPR)", "menunggu lagi")
    sentences = told(replace(STORY, due_at=None, pauses=(PAUSE, again)))
    skipped = [sentence.split(" ")[0] for sentence in sentences if "tidak dihitung" in sentence]
    assert skipped == ["12", "13", "19", "20", "24", "25", "26", "27"]
    assert sentences[-1] == "Batas waktu dihitung kembali begitu jeda berakhir."


def test_without_a_deadline_nothing_is_late() -> None:
    story = replace(STORY, due_at=None, pauses=(), stopped_at=wita(2026, 12, 28))
    assert told(story)[3:] == [
        "12 Desember 2026 tidak dihitung: Sabtu.",
        "13 Desember 2026 tidak dihitung: Minggu.",
        "Batas waktu belum dapat dihitung karena kalender kerja tahun itu belum ditetapkan.",
        "Selesai pada Senin, 28 Desember 2026 pukul 09.00 WITA, tepat waktu.",
    ]


def test_without_a_calendar_the_deadline_waits_for_it() -> None:
    assert told(replace(STORY, due_at=None))[-1] == (
        "Batas waktu belum dapat dihitung karena kalender kerja tahun itu belum ditetapkan."
    )


def test_a_promise_is_a_date_without_a_rule() -> None:
    assert told(replace(STORY, kind=Kind.PROMISE, legal_basis="", verified=True, pauses=()))[2:] == [
        "Tanggalnya ditetapkan langsung, tidak dihitung dari standar layanan.",
        "Batas waktu: Rabu, 23 Desember 2026 pukul 16.00 WITA.",
    ]


def test_a_floor_is_told_only_where_it_decided() -> None:
    refused = wita(2026, 12, 16)
    lifted = replace(STORY, pauses=(), due_at=closing(2026, 12, 21), floor=(refused, 3))
    sentence = "Sejak Rabu, 16 Desember 2026 pukul 09.00 WITA tersedia sedikitnya 3 hari kerja."
    assert told(lifted)[-2] == sentence
    assert sentence not in told(replace(lifted, due_at=closing(2026, 12, 22)))


def test_the_statutory_clock_counts_every_day() -> None:
    started = wita(2026, 12, 11)
    story = replace(
        STORY,
        kind=Kind.STATUTORY_RESPONSE,
        started_at=started,
        unit=Unit.CALENDAR,
        rule_days=14,
        legal_basis="UU 25/2009",
        verified=True,
        due_at=calendar_due(started, 14, WITA),
        pauses=(),
    )
    assert told(story)[1:] == [
        "Hari itu adalah hari ke-0.",
        "Batasnya 14 hari kalender menurut UU 25/2009.",
        "Setiap hari dihitung, termasuk hari libur.",
        "Batas waktu: Jumat, 25 Desember 2026 pukul 23.59 WITA.",
    ]


def test_the_span_of_years_and_of_a_paused_calendar_clock() -> None:
    years = replace(STORY, unit=Unit.YEARS, rule_days=2, pauses=(), due_at=wita(2028, 12, 11, 23, 59))
    assert told(years)[2].startswith("Batasnya 2 tahun menurut")
    paused = replace(STORY, unit=Unit.CALENDAR, rule_days=14)
    assert told(paused)[4].endswith("Jeda ini menambah 4 hari kalender.")


def test_a_deadline_in_an_unknown_year_is_not_explained() -> None:
    with pytest.raises(CalendarMissing):
        told(replace(STORY, due_at=closing(2027, 1, 5)))


def test_the_story_follows_the_language_of_the_reader() -> None:
    with translation.override("en"):
        sentences = " ".join(explain(STORY, OFFICE))
    assert "Friday, 11 December 2026 at 23.59 WITA" in sentences
    assert "Saturday" in sentences
