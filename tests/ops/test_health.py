"""The health page says what is wrong and what to do; addresses for machines say ok or not ok and nothing else."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client

from tests.cast import NOW
from tests.lives import Life
from tests.ops.sound import make_sound
from tests.web.managing import entered, queries
from tuntas.intake import spool
from tuntas.kernel import clock
from tuntas.ops import backups, checking, health, running, surroundings, weaknesses
from tuntas.ops.models import Part, seen

PAGE = "/kelola/keadaan/"


@pytest.fixture(autouse=True)
def _sound(settings, monkeypatch, tmp_path, people):
    make_sound(settings, monkeypatch, tmp_path)
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = True
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setattr(clock, "now", lambda: NOW)
    health.answers.forget()
    yield
    health.answers.forget()


@pytest.fixture
def budi(client, settings):
    """Signed in; the second factor is another test's matter."""
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    return entered(client, "budi@kalsel.example")


def said(address: str) -> tuple[int, bytes]:
    answer = Client().get(address)
    return answer.status_code, answer.content


def test_the_page_names_each_weakness_with_what_to_do(budi, settings):
    settings.TUNTAS_CLAMD = ""
    page = budi.get(PAGE).text
    assert "TUNTAS_CLAMD kosong: tidak ada yang memindai berkas asli dari virus. Sebut alamat clamd." in page
    assert page.count("<code") == 2  # the scanner, and the second factor that this test put off
    assert "nothing scans original files" in budi.get(PAGE, headers={"accept-language": "en"}).text


def test_the_page_counts_the_queues_and_tells_the_last_times(budi, people):
    Life(people).submitted()
    page = budi.get(PAGE).text
    rows = dict(zip(labels(page, "dt"), labels(page, 'dd class="summary-value"'), strict=True))
    assert rows["Kejadian belum dihitung"] == "1"
    assert rows["Kejadian belum dikabarkan"] == "1"
    assert rows["Pemberitahuan menunggu"] == rows["Berkas asli ditahan"] == "0"
    assert rows["Pekerja terakhir terlihat"] == "3 Maret 2025 pukul 09.00"
    assert rows["Cadangan terakhir"] == "3 Maret 2025 pukul 08.59"
    assert rows["Hari terakhir yang ditandatangani"] == "belum pernah"


def labels(page: str, tag: str) -> list[str]:
    return [part.split("<")[0] for part in page.split(f"<{tag}>")[1:]]


def test_the_page_costs_the_same_for_one_report_and_for_three(budi, people):
    Life(people).submitted()
    budi.get(PAGE)
    one = queries(budi, PAGE)
    for _more in range(2):
        Life(people).submitted().dispatched()
    assert queries(budi, PAGE) == one


def test_a_machine_learns_ok_and_nothing_else():
    for address in ("/healthz", "/readyz", "/sehat/"):
        assert said(address) == (200, b"ok\n")


def test_what_is_urgent_is_not_ok_without_a_word_of_what_it_is():
    seen(Part.WORKER, NOW - timedelta(hours=1))
    assert said("/sehat/") == (503, b"not ok\n")
    assert said("/readyz") == said("/healthz") == (200, b"ok\n")


def test_a_weakness_of_the_set_up_wakes_nobody(settings):
    settings.TUNTAS_CLAMD = ""
    assert said("/sehat/") == (200, b"ok\n")


def test_an_answer_is_kept_for_half_a_minute(monkeypatch):
    assert said("/sehat/") == (200, b"ok\n")
    monkeypatch.setattr(backups, "last_backup", lambda: None)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=29))
    assert said("/sehat/") == (200, b"ok\n")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=30))
    assert said("/sehat/") == (503, b"not ok\n")


def test_while_the_database_is_away_it_is_ready_as_long_as_the_spool_takes_reports(settings, monkeypatch):
    def away():
        raise OperationalError("away")

    monkeypatch.setattr(checking, "pending_migrations", away)
    assert said("/readyz") == (200, b"ok\n")
    assert said("/sehat/") == (503, b"not ok\n")
    health.answers.forget()
    monkeypatch.setattr(spool, "state", lambda: spool.State(settings.TUNTAS_SPOOL_MOST, 0))
    assert said("/readyz") == (503, b"not ok\n")
    health.answers.forget()
    monkeypatch.setattr(spool, "state", lambda: spool.EMPTY)
    settings.TUNTAS_SPOOL = False
    assert said("/readyz") == (503, b"not ok\n")


def test_only_known_codes_are_urgent():
    source = "".join(
        Path(module.__file__).read_text(encoding="utf-8") for module in (checking, weaknesses, surroundings, running)
    )
    assert [code for code in sorted(health.URGENT) if f'"{code}"' not in source] == []
