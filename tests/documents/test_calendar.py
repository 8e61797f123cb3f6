"""The calendar file: RFC 5545 as far as it touches us."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tuntas.documents.calendar import Entry, calendar_file

AT = datetime(2026, 3, 24, 1, 0, tzinfo=UTC)


def entry(**changes: object) -> Entry:
    base = {
        "uid": "7f3k9q2c-k2@tuntas",
        "at": datetime(2026, 3, 31, 16, 0, tzinfo=timezone(timedelta(hours=8))),
        "summary": "Laporan 7F3K-9Q2C: Tanggapan pertama",
        "description": "Buka halaman laporan.",
        "url": "https://lapor.example/lacak/7F3K9Q2C/",
    }
    return Entry(**{**base, **changes})


def test_a_file_is_what_the_standard_says():
    assert calendar_file([entry(remind_days=2)], name="Tuntas 7F3K-9Q2C", made_at=AT).decode() == (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Tuntas//Tuntas//ID\r\nMETHOD:PUBLISH\r\n"
        "X-WR-CALNAME:Tuntas 7F3K-9Q2C\r\n"
        "BEGIN:VEVENT\r\nUID:7f3k9q2c-k2@tuntas\r\nDTSTAMP:20260324T010000Z\r\nDTSTART:20260331T080000Z\r\n"
        "SUMMARY:Laporan 7F3K-9Q2C: Tanggapan pertama\r\nDESCRIPTION:Buka halaman laporan.\r\n"
        "URL:https://lapor.example/lacak/7F3K9Q2C/\r\nCLASS:PRIVATE\r\nTRANSP:TRANSPARENT\r\n"
        "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Laporan 7F3K-9Q2C: Tanggapan pertama\r\nTRIGGER:-P2D\r\n"
        "END:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


@pytest.mark.parametrize("length", [0, 66, 67, 68, 141, 142, 143, 500])
@pytest.mark.parametrize("letter", ["a", "é", "語", "😀"])
def test_lines_are_folded_at_75_octets_and_no_character_is_cut(length, letter):
    made = calendar_file([entry(summary=letter * length)], name="", made_at=AT)
    lines = made.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode()
    assert f"SUMMARY:{letter * length}\r\n" in made.replace(b"\r\n ", b"").decode()


def test_a_line_of_75_octets_is_not_folded_and_one_of_76_is():
    for extra, folded in ((67, False), (68, True)):
        assert (b"\r\n " in calendar_file([entry(summary="a" * extra)], name="", made_at=AT)) is folded


def test_what_would_break_out_of_its_line_is_escaped():
    made = calendar_file([entry(summary="a;b,c\\d\r\nEND:VEVENT\x00\x07")], name="", made_at=AT).decode()
    assert "SUMMARY:a\\;b\\,c\\\\d\\nEND:VEVENT\r\n" in made
    assert made.count("\r\nEND:VEVENT\r\n") == 1
