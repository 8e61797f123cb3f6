"""`tuntas keys` as an operator types it: made, split, joined, rotated; and one identity opened by two shares."""

import pytest

from tests.lives import SITI, Life
from tuntas.accounts.actors import Reporter
from tuntas.audit.models import Access
from tuntas.kernel.sealing import new_data_key, seal_with
from tuntas.ops import cli
from tuntas.reports import identity
from tuntas.reports.models import Event, Identity
from tuntas.reports.states import IdentityMode, Verb
from tuntas.vault import keys
from tuntas.vault.models import SealedKey
from tuntas.vault.ring import own_file
from tuntas.web.presenters import timeline

REASON = "Permintaan penyidik nomor 12 tentang ancaman kepada pelapor."


@pytest.fixture(autouse=True)
def _home(db, settings, tmp_path, monkeypatch):
    settings.TUNTAS_DATA_DIR, settings.TUNTAS_INSTITUTION_KEY = tmp_path, ""
    monkeypatch.setenv("TUNTAS_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)


def tuntas(*words: str) -> int:
    return cli.main(["keys", *words])


@pytest.fixture
def escrowed(people):
    """A report whose key is in escrow, and the three shares; the whole key is erased."""
    assert tuntas("make", "escrow", "--to", "escrow.key") == 0
    assert tuntas("split", "escrow.key", "--into", "bagian") == 0
    return Life(people).submitted(identity=IdentityMode.SEALED).dispatched()


def shares(*numbers: int) -> list[str]:
    return [word for number in numbers for word in ("--share", f"bagian/share-{number}.txt")]


@pytest.mark.parametrize("pair", [(1, 2), (1, 3), (3, 2)])
def test_two_shares_open_one_identity_and_the_reporter_sees_it(escrowed, capsys, pair):
    capsys.readouterr()
    words = ("escrow", escrowed.report.number, *shares(*pair), "--by", "Rina dan Tono", "--reason", REASON)
    assert tuntas(*words) == 0
    assert f"name: {SITI.name}\nemail: {SITI.email}" in capsys.readouterr().out
    row = Access.objects.get(thing=str(escrowed.report.pk))
    assert (row.actor, row.what, row.reason) == ("Rina dan Tono", "identity", REASON)
    event = Event.objects.filter(report=escrowed.report).order_by("seq").last()
    assert (event.verb, event.actor_kind, event.facts["reason"]) == (Verb.REVEAL, "system", "ESCROW")
    assert SITI.name not in str(event.facts)
    told = timeline(escrowed.report, internal=False)
    assert ("Identitas dibuka", "Dengan kunci titipan, tanpa petugas.") in [(one.label, one.text) for one in told]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (shares(1), "Name 2 shares with --share."),
        ([*shares(1), *shares(1)], "The two shares do not fit:"),
    ],
)
def test_one_share_opens_nothing_and_leaves_nothing(escrowed, capsys, words, said):
    assert tuntas("escrow", escrowed.report.number, *words, "--by", "Rina", "--reason", REASON) != 0
    assert said in capsys.readouterr().err
    assert not Access.objects.exists()


def test_without_a_reason_nothing_is_opened(escrowed, capsys):
    assert tuntas("escrow", escrowed.report.number, *shares(1, 2), "--by", "Rina", "--reason", "perlu") == 1
    assert SITI.name not in capsys.readouterr().out
    assert not Access.objects.exists()


def test_the_key_of_something_else_opens_nothing(escrowed, capsys):
    assert tuntas("make", "ombudsman", "--to", "ombudsman.key") == 0
    words = ("escrow", escrowed.report.number, "--key", "ombudsman.key", "--by", "Dewi", "--reason", REASON)
    assert tuntas(*words) == 1
    assert not Access.objects.exists()
    assert tuntas("rotate") == 0
    assert tuntas(*words) == 0
    assert SITI.phone in capsys.readouterr().out


def test_a_joined_key_is_the_key_that_was_split(escrowed, tmp_path):
    assert tuntas("join", *shares(2, 3), "--to", "utuh.key") == 0
    assert (tmp_path / "utuh.key").read_text() == (tmp_path / "escrow.key").read_text()
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in [tmp_path / "utuh.key", *tmp_path.glob("bagian/*")])


def test_rotation_takes_rows_of_before_out_from_under_the_vault_key(people, settings, capsys):
    report = Life(people).submitted().report
    data_key, wrapped = new_data_key(purpose="tuntas identity")
    contact = b'{"name": "Siti Aminah", "email": "", "phone": "", "address": ""}'
    Identity.objects.filter(report=report).update(wrapped_key=wrapped, sealed=seal_with(data_key, contact))
    SealedKey.objects.filter(thing=report.pk).delete()
    assert (identity.own(report, by=Reporter(report.pk)).name, identity.old_left()) == (
        SITI.name,
        1,
    )
    assert tuntas("rotate") == 0
    assert identity.old_left() == 0
    assert (keys.key_of(report.pk), Identity.objects.get(report=report).wrapped_key) == (data_key, b"")


def test_a_new_key_of_the_institution_and_the_old_file_may_go(people, capsys):
    life = Life(people).submitted()
    assert tuntas("make", "institution") == 0
    assert tuntas("rotate") == 0
    own_file(1).unlink()
    assert identity.own(life.report, by=life.siti) == SITI
    capsys.readouterr()
    assert tuntas("list") == 0
    said = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0].rsplit(" ", 1)[0] for line in said[:2]] == ["INSTITUTION 1", "INSTITUTION 2"]
    assert said[1].endswith("1 boxes, its key is here")
    assert said[2:] == ["Under the old vault key: 0", "Not sealed to every holder yet: 0"]


def test_a_rotation_without_the_old_key_says_so(people, capsys):
    Life(people).submitted()
    assert tuntas("make", "institution") == 0
    own_file(1).rename("lama.key")
    assert tuntas("rotate") == 1
    assert "1 cannot be opened with the keys here" in capsys.readouterr().err
    assert tuntas("rotate", "--key", "lama.key") == 0
