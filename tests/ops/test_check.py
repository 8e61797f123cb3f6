"""`tuntas check`: each fault is one sentence, and a sound installation has none."""

import re
from argparse import Namespace

import pytest
from django.core.management import call_command

from tests.cast import NOW
from tests.lives import draft
from tests.ops.sound import SECRET, make_sound
from tuntas.accounts.models import Membership, User
from tuntas.institutions.models import Institution
from tuntas.intake import spool
from tuntas.kernel.boxes import new_private_key
from tuntas.ops import checking
from tuntas.sla.models import CalendarYear
from tuntas.vault import keys


@pytest.fixture(autouse=True)
def _sound(settings, monkeypatch, tmp_path, db):
    """An installation without a fault."""
    make_sound(settings, monkeypatch, tmp_path)


def faults(deploy: bool = True) -> list[str]:
    return list(map(str, checking.faults_of(NOW, deploy=deploy)))


def test_a_sound_installation_has_no_fault(capsys):
    assert faults() == []


def test_the_exit_code_tells(capsys, settings):
    settings.DEBUG = True
    assert checking.run(Namespace(deploy=False)) == 1
    assert "- [debug] TUNTAS_DEBUG menyala: halaman galat membocorkan isi sistem. Matikan.\n" in capsys.readouterr().out


@pytest.mark.parametrize("secret", ["pendek", "a" * 64, "django-insecure-" + SECRET])
def test_a_guessable_secret(settings, secret):
    settings.SECRET_KEY = secret
    assert faults() == [
        "TUNTAS_SECRET_KEY mudah ditebak: pakai sedikitnya 32 karakter acak, atau hapus agar dibuatkan."
    ]


def test_a_data_directory_that_is_not_there(settings, tmp_path):
    settings.TUNTAS_DATA_DIR = tmp_path / "tidak-ada"
    said = faults()
    assert len(said) == 1
    assert said[0].startswith(f"Direktori data {tmp_path / 'tidak-ada'} tidak dapat ditulis")


def test_a_year_without_calendar():
    CalendarYear.objects.filter(year=NOW.year + 1).delete()
    assert faults() == [f"Kalender kerja {NOW.year + 1} belum diisi: batas waktu di tahun itu belum dapat dihitung."]


def test_a_government_nobody_knows(settings):
    settings.TUNTAS_GOVERNMENT = "antah-berantah"
    assert faults() == [
        "TUNTAS_GOVERNMENT menyebut 'antah-berantah', yang tidak ada atau tidak aktif: laporan tidak dapat diterima."
    ]


def test_the_key_of_the_vault_is_gone(settings, tmp_path):
    holder = keys.current(NOW)[0]
    assert faults() == []
    settings.TUNTAS_INSTITUTION_KEY = new_private_key()
    said = faults()
    assert len(said) == 1
    assert said[0].startswith(f"Kunci brankas institusi ({holder.pk}) tidak ada di proses ini")


def test_nobody_administers():
    Membership.objects.filter(role__in=["AGENCY_ADMIN", "NATIONAL_ADMIN"]).update(active_until=NOW)
    assert faults() == ["Tidak ada admin yang aktif: jalankan tuntas init --email ... --name ..."]


def test_the_register_names_the_inactive():
    Institution.objects.filter(code="kalsel-pupr").update(active=False)
    User.objects.filter(email="yusuf@kalsel.example").update(is_active=False)
    assert faults() == [
        "Instansi nonaktif masih tercatat berwenang: kalsel-pupr.",
        "Akun nonaktif masih bertugas di instansi yang berwenang: yusuf@kalsel.example.",
    ]


def test_a_missing_migration(monkeypatch):
    monkeypatch.setattr(checking, "pending_migrations", lambda: ["reports.0009_baru"])
    assert faults() == ["1 migrasi belum dijalankan: jalankan tuntas init."]


def test_the_database_of_the_tests_is_up_to_date():
    call_command("migrate", "--check", verbosity=0)
    assert checking.pending_migrations() == []


def test_a_report_that_waits_for_the_database_is_an_alarm_from_the_first_on(settings):
    spool.keep(draft(), at=NOW)
    (fault,) = faults()
    assert re.fullmatch(
        r"1 laporan menunggu dicatat sejak \d{4}-\d\d-\d\d \d\d:\d\d UTC: periksa basis data dan pekerja "
        r"\(tuntas work\)\.",
        fault,
    )
    settings.TUNTAS_SPOOL_KEY = "A" * 43 + "="
    spool.record(NOW)
    assert faults() == [
        "1 laporan yang sudah diterima tidak dapat dicatat: lihat spool/*.stuck dan catatan pekerja.",
    ]
