"""The demonstration: all of it made by real actions, the same each time, and only once."""

import os
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings as configuration
from django.db import connection, transaction
from django.db.models import Avg

from tuntas.accounts.models import Role
from tuntas.db import guards
from tuntas.institutions.models import Institution
from tuntas.media import store
from tuntas.ops.demo import start
from tuntas.ops.demo.build import QUEUES, TOTAL, Built, build
from tuntas.ops.demo.cast import PASSWORD, SHOWN, SIGNERS
from tuntas.oversight.models import Examination
from tuntas.reports import chain
from tuntas.reports.clocks import due_to_strike
from tuntas.reports.models import Attachment, Event, Outbox, Report
from tuntas.reports.states import State, Verb

TODAY = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
"""A Tuesday, 11.00 WITA."""

TABLES = (
    "oversight_examination",
    "notifications_delivery", "reports_tagging", "reports_batchrow", "reports_mention", "reports_officerdraft",
    "reports_contactkey", "reports_words", "reports_uncounted",
    "reports_outbox", "reports_filing", "reports_identity", "reports_attachment", "reports_message",
    "reports_subtask", "reports_copy", "reports_clockpause", "reports_clock", "reports_event", "reports_report",
)  # fmt: skip

pytestmark = [pytest.mark.one_engine, pytest.mark.slow]


@dataclass(frozen=True)
class Demo:
    built: Built
    seconds: float


class _Undo(Exception):
    """Ends a module's demonstration without leaving a row."""


@pytest.fixture(scope="module")
def small(django_db_setup, django_db_blocker, tmp_path_factory):
    """Sixty reports on top of the tests' world, for this module only."""
    yield from _demo(60, django_db_blocker, tmp_path_factory)


def _demo(total, blocker, folders):
    kept, configuration.TUNTAS_DATA_DIR = configuration.TUNTAS_DATA_DIR, folders.mktemp("demo")
    with blocker.unblock():
        try:
            with transaction.atomic():
                start.seed()
                began = time.perf_counter()
                built = build(total, now=TODAY)
                yield Demo(built, time.perf_counter() - began)
                raise _Undo
        except _Undo:
            pass
    configuration.TUNTAS_DATA_DIR = kept


def what_is_there() -> list[tuple]:
    """Everything about the reports but ids, codes and hashes."""
    events = Event.objects.values_list("report__title", "report__received_at", "seq", "verb", "at", "unit_id")
    return sorted(events.order_by("report__received_at", "report__title", "seq"))


def test_every_queue_has_a_report(small: Demo, db: None) -> None:
    there = set(Report.objects.values_list("state", flat=True))
    assert {queue.state for queue in QUEUES} - there == set()


def test_about_as_many_as_asked_for(small: Demo, db: None) -> None:
    assert 55 <= small.built.reports <= 70
    assert small.built.reports == Report.objects.count() == len(small.built.codes)


def test_cases_stand_at_the_ombudsman(small: Demo, db: None) -> None:
    stages = set(Examination.objects.values_list("kind", flat=True))
    assert stages >= {"CONSENT", "EXAMINED", "ISSUED"}


def test_every_chain_holds(small: Demo, db: None) -> None:
    assert list(chain.verify(Report.objects.all())) == []


def test_no_clock_was_forgotten(small: Demo, db: None) -> None:
    assert list(due_to_strike(TODAY).values_list("kind", "report__state")) == []


def test_nothing_happens_after_now(small: Demo, db: None) -> None:
    assert not Event.objects.filter(at__gt=TODAY).exists()


def test_nobody_gets_old_notices(small: Demo, db: None) -> None:
    assert Outbox.objects.count() == 0


def test_secret_reports_are_never_published(small: Demo, db: None) -> None:
    assert not Report.objects.filter(published_at__isnull=False).exclude(content="PUBLIC").exists()
    assert Report.objects.filter(published_at__isnull=False).count() >= 10


def test_a_physical_follow_up_has_its_picture(small: Demo, db: None) -> None:
    names = list(Attachment.objects.filter(purpose="AFTER").values_list("name", flat=True))
    assert len(names) >= 10
    for name in names:
        with store.open_display(f"{name}.jpg") as shown, store.open_thumbnail(f"{name}.thumb.jpg") as thumbnail:
            assert (shown.read(2), thumbnail.read(2)) == (b"\xff\xd8", b"\xff\xd8")


def test_a_second_build_adds_nothing(small: Demo, db: None) -> None:
    before = Event.objects.count()
    again = build(60, now=TODAY)
    assert (again.reports, again.codes, Event.objects.count()) == (small.built.reports, {}, before)


def test_the_same_day_tells_the_same_stories(small: Demo, db: None) -> None:
    first = what_is_there()
    with pytest.raises(_Undo), transaction.atomic():
        _forget_all()
        build(60, now=TODAY)
        assert what_is_there() == first
        raise _Undo


def _forget_all() -> None:
    """Empties the tables of the reports; the guards of the log forbid it to everybody else."""
    guards.unguard("reports_event", _Editor())
    guards.unguard("oversight_examination", _Editor())
    with connection.cursor() as cursor:
        for table in (*TABLES, "vault_sealedkey", "vault_holder"):
            cursor.execute(f"DELETE FROM {table}")


class _Editor:
    """As much of a schema editor as the guards need; a real one refuses to work inside a transaction."""

    connection = connection

    def execute(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


def test_every_role_has_an_account(small: Demo, client, db: None) -> None:
    assert {seated.role for seated in SHOWN} == set(Role)
    assert PASSWORD in start.card(small.built)
    assert all(seated.email in start.card(small.built) for seated in SHOWN)


def test_the_card_names_reports_with_their_codes(small: Demo, db: None) -> None:
    text = start.card(small.built)
    assert sum("-" in line and str(State.FOLLOWED_UP.label) in line for line in text.splitlines()) == 1


def test_two_units_want_the_signature_of_their_head(small: Demo, db: None) -> None:
    assert Institution.objects.filter(code__in=SIGNERS, requires_approval=True).count() == 2


@pytest.mark.skipif(not os.environ.get("TUNTAS_LONG_TESTS"), reason="as large as the demo of the wheel")
@pytest.mark.one_engine
def test_the_whole_of_it(small: Demo, db: None, tmp_path: Path, settings, capsys) -> None:
    settings.TUNTAS_DATA_DIR = tmp_path
    _forget_all()
    began, worked = time.perf_counter(), time.process_time()
    build(TOTAL, now=TODAY)
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    with capsys.disabled():
        made = f"{Report.objects.count()} reports, {Event.objects.count()} events"
        print(f"\n{made} in {seconds:.1f} s, {worked:.1f} s of work")  # noqa: T201
    responses = Event.objects.filter(verb=Verb.RESPOND, days__isnull=False)
    means = dict(responses.values_list("year").annotate(mean=Avg("days")))
    assert 1.8 <= means[2024] <= 2.2
    assert 1.0 <= means[2025] <= 1.2
    states = Counter(Report.objects.values_list("state", flat=True))
    assert [state for state in State if not states[state]] == []
    assert len(set(Report.objects.values_list("title", flat=True))) >= 60
    assert list(chain.verify(Report.objects.all()[:200])) == []
