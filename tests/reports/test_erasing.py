"""Lawful erasure: what goes, what stays whole, and who is refused."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from tests.cast import system
from tests.kernels.test_canaries import _columns, spellings
from tests.lives import Life, office
from tests.media.samples import photo
from tests.oversight.test_proofs import exported, tomorrow, tool
from tests.web.test_desk_acts import signed_in
from tuntas.audit.models import DayRoot
from tuntas.kernel.refusals import Guarded, Invalid, NotAllowed, WrongState
from tuntas.kernel.sealing import new_vault_key
from tuntas.media import store
from tuntas.media.covers import Box
from tuntas.notifications import deliver
from tuntas.ops import forgetting
from tuntas.oversight import proofs
from tuntas.reports import tombstones
from tuntas.reports.actions import close, converse, desk_drafts, dispatch, news, verify
from tuntas.reports.actions.erase import allow_erasure, drop_left, erase, erase_again, forbid_erasure
from tuntas.reports.chain import verify as broken
from tuntas.reports.identity import Contact, own
from tuntas.reports.models import Erasure, Event, Filing, LegalHold, Report, RetentionRule
from tuntas.reports.searching import with_words
from tuntas.reports.states import DataKind, ErasureBasis, State
from tuntas.statistics import counting
from tuntas.statistics.models import Cell

EVERYTHING = list(DataKind)
CANARIES = {
    **{
        name: f"kanari{name}x"
        for name in ("title", "body", "place", "reply", "task", "note", "draft", "public", "file")
    },
    "name": "Walangsungsang Kenarius",
    "mail": "kenarius.w@warga.example",
    "news": "kabar.kenarius@warga.example",
    "phone": "81298765433",
}
SETTLED = timedelta(days=30)


@pytest.fixture
def home(settings, tmp_path) -> Path:
    """A data directory and a shelf for backups of its own."""
    settings.TUNTAS_VAULT_KEY, settings.TUNTAS_DATA_DIR = new_vault_key(), tmp_path / "data"
    settings.TUNTAS_BACKUP_DIR = tmp_path / "rak"
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    return settings.TUNTAS_DATA_DIR


def closed(people, **told: object) -> Life:
    return Life(people).submitted(**told).dispatched().responded().followed_up().confirmed()


def settled(people, **told: object) -> Life:
    life = closed(people, **told)
    life.at += SETTLED
    return life


def told(people) -> Life:
    """A life with a canary in every field that takes words, closed and settled."""
    who = Contact(CANARIES["name"], CANARIES["mail"], f"0{CANARIES['phone']}")
    picture = store.put(store.accept(f"{CANARIES['file']}.jpg", photo()))
    words = {"title": CANARIES["title"], "body": f"Lubang. {CANARIES['body']}", "place_text": CANARIES["place"]}
    life = Life(people).submitted(contact=who, files=(picture,), latitude=-3.3194, longitude=114.5908, **words)
    life.dispatched()
    converse.note(life.report, body=CANARIES["note"], by=people.ratna, at=life.tick())
    unit = office("kalsel-dishub")
    dispatch.add_subtask(life.report, unit=unit, task=CANARIES["task"], by=people.budi, at=life.tick())
    task = life.report.subtasks.get()
    dispatch.finish_subtask(task, answer=CANARIES["task"], by=people.yusuf, at=life.tick())
    life.responded().followed_up()
    converse.reply(life.report, body=CANARIES["reply"], by=life.siti, at=life.tick())
    desk_drafts.keep_draft(life.report, "balasan", {"m": CANARIES["draft"]}, by=people.ratna, at=life.tick())
    news.ask_news(life.report, address=CANARIES["news"], by=life.siti, at=life.tick())
    shown = {"files": [picture.id], "covers": {picture.id: [Box(10, 10, 20, 20)]}}
    verify.publish(life.report, title="Lubang", body=CANARIES["public"], by=people.budi, at=life.tick(), **shown)
    close.confirm(life.report, by=life.siti, at=life.tick())
    life.at += SETTLED
    return life


def everywhere(home: Path) -> set[str]:
    """The canaries that stand in any table, file, file name, or the cache."""
    texts = [text for _table, _column, text in _columns()]
    texts += [path.read_bytes() + path.name.encode() for path in home.parent.rglob("*") if path.is_file()]
    texts.append(repr(getattr(cache, "_cache", {})).encode())
    return {name for name, word in CANARIES.items() if any(s in text for s in spellings(word) for text in texts)}


def test_nothing_of_the_words_is_left_anywhere(people, home, django_capture_on_commit_callbacks):
    life = told(people)
    client = Client()
    seen = [f"/laporan/{life.report.reference}/", "/laporan/", "/laporan/umpan.xml", "/data/laporan/2025.csv"]
    assert CANARIES["public"] in "".join(client.get(address).getvalue().decode() for address in seen)
    assert everywhere(home) == set(CANARIES) - {"name", "mail", "phone", "news", "file"}, "sealed, or plain as told"
    assert len([path for path in (home / "files").rglob("*") if path.is_file()]) == 4
    with django_capture_on_commit_callbacks(execute=True):
        erase(life.report, kinds=EVERYTHING, basis=ErasureBasis.REQUEST, by=people.budi, at=life.at)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO reports_words_fts(reports_words_fts) VALUES ('optimize')")
    assert everywhere(home) == set()
    assert [path for path in (home / "files").rglob("*") if path.is_file()] == []
    pages = [client.get(address) for address in seen]
    assert pages[0].status_code == 404
    assert not any(word in page.getvalue().decode() for page in pages for word in CANARIES.values())
    assert own(life.report, by=life.siti) == Contact()
    desk = signed_in("budi").get(f"/meja/laporan/{life.report.reference}/")
    assert "Data pribadi dihapus menurut hukum" in desk.text
    assert Filing.objects.get(report=life.report).body_hash == ""
    while deliver.expand(life.at):
        pass
    deliver.deliver_due(life.at)
    assert not any(word in f"{one.to}{one.body}" for one in mail.outbox[-1:] for word in CANARIES.values())


def test_the_search_finds_the_words_no_more(people, home):
    life = told(people)
    assert Report.objects.filter(with_words(CANARIES["body"])).count() == 1
    erase(life.report, kinds=[DataKind.WORDS], basis=ErasureBasis.CONSENT, by=people.budi, at=life.at)
    for word in (CANARIES["body"], CANARIES["title"], "hukum"):
        assert Report.objects.filter(with_words(word)).count() == 0


def test_one_kind_leaves_the_others(people, home, django_capture_on_commit_callbacks):
    life = told(people)
    with django_capture_on_commit_callbacks(execute=True):
        erase(life.report, kinds=[DataKind.CONTACT], basis=ErasureBasis.REQUEST, by=people.budi, at=life.at)
    assert own(life.report, by=life.siti) == Contact()
    assert life.report.body.endswith(CANARIES["body"])
    assert life.report.attachments.count() == 1
    assert life.report.published_at is not None
    with pytest.raises(Invalid):
        erase(life.report, kinds=[DataKind.CONTACT], basis=ErasureBasis.REQUEST, by=people.budi, at=life.at)


def test_the_event_says_who_what_and_by_which_law_and_no_words(people, home):
    life = told(people)
    erase(life.report, kinds=[DataKind.FILES, DataKind.WORDS], basis=ErasureBasis.UNLAWFUL, by=people.budi, at=life.at)
    event = life.report.events.get(verb="ERASE")
    assert event.facts == {"kinds": ["WORDS", "FILES"], "basis": "UNLAWFUL"}
    assert (event.actor_id, event.actor_role, event.at) == (people.budi.user_id, "AGENCY_ADMIN", life.at)
    assert list(Erasure.objects.values_list("kind", "seq", "at").order_by("kind")) == [
        ("FILES", event.seq, life.at),
        ("WORDS", event.seq, life.at),
    ]


def test_chains_day_roots_and_the_stand_alone_tool_hold_before_and_after(people, home, tmp_path, client):
    life = told(people)
    before = Path(exported(tmp_path)).read_text().splitlines()
    assert list(broken([life.report])) == []
    erase(life.report, kinds=EVERYTHING, basis=ErasureBasis.REQUEST, by=people.budi, at=life.at)
    assert list(broken([Report.objects.get(pk=life.report.pk)])) == []
    after = Path(exported(tmp_path)).read_text().splitlines()
    assert set(before) < set(after)
    assert len(after) == len(before) + 1
    proofs.seal_days(tomorrow())
    days = []
    for row in DayRoot.objects.order_by("day"):
        days.append(tmp_path / f"{row.day}.json")
        days[-1].write_text(client.get(f"/data/bukti/{row.day}.json").text)
    assert tool("--key", proofs.public_key(), "log", str(tmp_path / "log.jsonl"), *map(str, days)) == 0


def test_the_figures_do_not_move_by_a_single_unit(people, home):
    life, other = told(people), closed(people)
    counting.count_all(life.at)
    rows = [f.attname for f in Cell._meta.concrete_fields if f.attname != "id"]
    before = sorted(map(str, Cell.objects.values_list(*rows)))
    assert before
    erase(life.report, kinds=EVERYTHING, basis=ErasureBasis.REQUEST, by=people.budi, at=life.at)
    counting.count_all(life.at)
    assert sorted(map(str, Cell.objects.values_list(*rows))) == before
    assert list(counting.differences()) == []
    assert other.report.body != ""


@pytest.mark.parametrize("make", [lambda p: Life(p).submitted(), lambda p: Life(p).submitted().dispatched()])
def test_not_while_the_report_is_open(people, make):
    life = make(people)
    with pytest.raises(WrongState):
        erase(life.report, kinds=EVERYTHING, basis=ErasureBasis.REQUEST, by=people.budi, at=life.at)


def test_not_before_the_ways_to_go_on_are_closed(people):
    life = closed(people)
    ended = life.report.ended_at
    with pytest.raises(Guarded) as refused:
        erase(life.report, kinds=EVERYTHING, basis=ErasureBasis.REQUEST, by=people.budi, at=life.at)
    assert refused.value.code == "not_settled"
    assert Report.objects.get(pk=life.report.pk).body == life.report.body
    erase(life.report, kinds=EVERYTHING, basis=ErasureBasis.REQUEST, by=people.budi, at=ended + SETTLED)


@pytest.mark.parametrize("status", ["FILED", "EXAMINATION"])
def test_not_while_the_ombudsman_has_the_case(people, status):
    life = settled(people)
    Report.objects.filter(pk=life.report.pk).update(ombudsman=status)
    with pytest.raises(Guarded) as refused:
        erase(life.report, kinds=EVERYTHING, basis=ErasureBasis.REQUEST, by=people.budi, at=life.at)
    assert refused.value.code == "not_settled"


def test_not_under_a_legal_hold_and_again_when_it_has_ended(people):
    life = settled(people)
    forbid_erasure(life.report, reason="Perkara 12/G/2025/PTUN.BJM", by=people.budi, at=life.at)
    for by, basis in ((people.budi, ErasureBasis.REQUEST), (system, ErasureBasis.SCHEDULE)):
        with pytest.raises(Guarded) as refused:
            erase(life.report, kinds=EVERYTHING, basis=basis, by=by, at=life.at)
        assert refused.value.code == "legal_hold"
    with pytest.raises(Guarded):
        forbid_erasure(life.report, reason="Sekali lagi.", by=people.budi, at=life.at)
    allow_erasure(life.report, by=people.lina, at=life.tick())
    hold = LegalHold.objects.get()
    assert (hold.set_by, hold.ended_by, hold.ended_at) == (people.budi.user_id, people.lina.user_id, life.at)
    with pytest.raises(Guarded) as refused:
        allow_erasure(life.report, by=people.lina, at=life.tick())
    assert refused.value.code == "no_legal_hold"
    erase(life.report, kinds=EVERYTHING, basis=ErasureBasis.REQUEST, by=people.budi, at=life.tick())


def rule(people, kind: DataKind, *, least: int, most: int) -> RetentionRule:
    return RetentionRule.objects.create(
        government=office("kalsel"), classification="COMPLAINT", kind=kind, least_years=least, most_years=most,
        law="UU 43/2009", effective_from=date(2025, 1, 1), set_by=people.budi.user_id, set_at=Life(people).at,
    )  # fmt: skip


def test_not_within_the_least_period_of_the_schedule(people):
    rule(people, DataKind.WORDS, least=2, most=5)
    life = settled(people)
    ended = life.report.ended_at
    for kinds, at in (([DataKind.WORDS], life.at), (EVERYTHING, ended.replace(year=2027) - timedelta(seconds=1))):
        with pytest.raises(Guarded) as refused:
            erase(life.report, kinds=kinds, basis=ErasureBasis.REQUEST, by=people.budi, at=at)
        assert refused.value.code == "keeping_period"
    erase(life.report, kinds=[DataKind.CONTACT], basis=ErasureBasis.REQUEST, by=people.budi, at=life.at)
    erase(life.report, kinds=[DataKind.WORDS], basis=ErasureBasis.REQUEST, by=people.budi, at=ended.replace(year=2027))


def test_the_schedule_is_no_basis_for_officers_nor_a_request_for_the_system(people):
    life = settled(people)
    for by, basis in ((people.budi, ErasureBasis.SCHEDULE), (system, ErasureBasis.REQUEST)):
        with pytest.raises(Invalid):
            erase(life.report, kinds=EVERYTHING, basis=basis, by=by, at=life.at)
    for by in (people.ratna, people.hadi, people.dewi, life.siti):
        with pytest.raises(NotAllowed):
            erase(life.report, kinds=EVERYTHING, basis=ErasureBasis.REQUEST, by=by, at=life.at)


def test_what_is_erased_is_not_taken_up_again(people):
    life = settled(people)
    erase(life.report, kinds=[DataKind.WORDS], basis=ErasureBasis.REQUEST, by=people.budi, at=life.at)
    for go in (
        lambda: close.reopen(life.report, reason="Ternyata belum.", by=people.budi, at=life.tick()),
        lambda: converse.add(life.report, body="Lagi.", by=life.siti, at=life.tick()),
        lambda: verify.publish(life.report, title="a", body="b", by=people.budi, at=life.tick()),
    ):
        with pytest.raises(Guarded) as refused:
            go()
        assert refused.value.code == "erased"
    assert life.report.state == State.CLOSED


def test_a_killed_process_leaves_no_file_and_no_gap_in_the_ledger(people, home):
    """Between commit and what follows: the rows know what is to be done."""
    life = told(people)
    erase(life.report, kinds=EVERYTHING, basis=ErasureBasis.REQUEST, by=people.budi, at=life.at)
    assert not any(path.exists() for path in tombstones.ledgers())
    assert list((home / "files").rglob("*.sealed")) != []
    assert drop_left() == 1
    assert [path for path in (home / "files").rglob("*") if path.is_file()] == []
    assert tombstones.catch_up() == 6
    assert tombstones.catch_up() == 0
    assert {(one.report, one.kind) for one in tombstones.read(tombstones.ledgers())} == {
        (life.report.pk, kind) for kind in DataKind
    }


def test_the_ledger_erases_again_what_an_older_backup_brought_back(people, home):
    """As after `tuntas restore`: the rows of before the erasure, and the ledger of after it."""
    life = told(people)
    before = life.report.body
    _restored(life, people)
    assert tombstones.read(tombstones.ledgers()) != []
    shutil.rmtree(home)
    assert Report.objects.get(pk=life.report.pk).body == before
    assert forgetting.erase_anew(tombstones.ledgers()) == forgetting.Forgotten(named=1, again=1, unknown=0)
    row = Report.objects.get(pk=life.report.pk)
    assert (row.body, row.text_salt) == ("", "")
    event = Event.objects.get(report=row, verb="ERASE_AGAIN")
    assert event.facts["first"] == life.at.isoformat()
    assert list(broken([row])) == []
    assert forgetting.erase_anew(tombstones.ledgers()) == forgetting.Forgotten(named=1, again=0, unknown=0)


def _restored(life: Life, people) -> None:
    """Erase, then put the database back to the moment before; the ledger stays as it was written."""
    with pytest.raises(_BackAgain), transaction.atomic():
        erase(life.report, kinds=EVERYTHING, basis=ErasureBasis.REQUEST, by=people.budi, at=life.at)
        tombstones.add(list(Erasure.objects.all()))
        raise _BackAgain


class _BackAgain(Exception):
    """The database is as it was."""


def test_an_open_report_that_came_back_is_erased_all_the_same(people, home):
    life = Life(people).submitted()
    stone = tombstones.Tombstone(life.report.pk, DataKind.WORDS, ErasureBasis.REQUEST, life.at)
    assert erase_again(life.report, stones=[stone], by=system, at=life.tick())
    assert (life.report.body, life.report.state) == ("", State.RECEIVED)
    assert not erase_again(life.report, stones=[stone], by=system, at=life.tick())


def test_a_torn_line_of_the_ledger_is_left_out(people, home):
    life = settled(people)
    erase(life.report, kinds=[DataKind.CONTACT], basis=ErasureBasis.REQUEST, by=people.budi, at=life.at)
    tombstones.add(list(Erasure.objects.all()))
    path = tombstones.ledgers()[1]
    with path.open("a") as file:
        file.write('{"at": "2025-')
    assert [one.kind for one in tombstones.read([path])] == [DataKind.CONTACT]
    assert set(json.loads(path.read_text().splitlines()[0])) == {"report", "kind", "basis", "at"}
    assert (path.stat().st_mode & 0o777) == 0o600
