from datetime import UTC, date, datetime, time

import pytest
from django.utils import translation

from tuntas.sla.dates import date_text, full_date_text, moment_text, month_names, time_text

from .offices import WIB, WIT, WITA

INSTANT = datetime(2026, 11, 24, 6, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("id", "Selasa, 24 November 2026 pukul 14.05 WITA"),
        ("en", "Tuesday, 24 November 2026 at 14.05 WITA"),
        ("en-gb", "Tuesday, 24 November 2026 at 14.05 WITA"),
        ("de", "Selasa, 24 November 2026 pukul 14.05 WITA"),
    ],
)
def test_a_moment_is_written_in_the_language_of_the_reader(language: str, text: str) -> None:
    with translation.override(language):
        assert moment_text(INSTANT, WITA) == text


def test_without_a_language_it_is_indonesian() -> None:
    with translation.override(None):
        assert full_date_text(date(2026, 8, 17)) == "Senin, 17 Agustus 2026"


def test_every_zone_has_its_name() -> None:
    with translation.override("id"):
        endings = [moment_text(INSTANT, zone)[-10:] for zone in (WIB, WITA, WIT)]
    assert endings == [" 13.05 WIB", "14.05 WITA", " 15.05 WIT"]


def test_twelve_months_in_both_languages() -> None:
    def months(language: str) -> list[str]:
        with translation.override(language):
            return [date_text(date(2026, month, 1))[2:-5] for month in range(1, 13)]

    assert months("id")[:5] + months("id")[11:] == [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Desember",
    ]
    with translation.override("id"):
        assert list(month_names()[:2]) == ["Januari", "Februari"]
    assert months("en") == [date(2026, month, 1).strftime("%B") for month in range(1, 13)]


def test_hours_have_two_digits() -> None:
    assert time_text(time(7, 5)) == "07.05"
