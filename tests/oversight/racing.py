"""Several workers at once, on a real PostgreSQL: what race tests share."""

import threading
from collections.abc import Callable
from typing import TypeVar

import pytest
from django.db import connection, connections, transaction

WORKERS = 4
_Result = TypeVar("_Result")


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """A database in which this test commits, and which it leaves as it was: rows of its reports go again.

    Not pytest's transactional database: that one empties every table, the seeded world too.
    """
    with django_db_blocker.unblock():
        yield
        _erase()


def _erase() -> None:
    tables = "reports_report, reports_clock, reports_clockpause, reports_event, reports_outbox, reports_message, \
reports_attachment, reports_identity, reports_filing, reports_subtask, reports_copy, \
statistics_cell, statistics_ledger, vault_sealedkey, vault_holder"
    with transaction.atomic(), connection.cursor() as cursor:
        # The log refuses to be emptied; the replica role, a superuser's, passes by its triggers.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"TRUNCATE {tables} CASCADE")


def run(job: Callable[[], _Result]) -> list[_Result]:
    """What each of the workers returned, all started at the same moment."""
    results: list[_Result] = []
    start = threading.Barrier(WORKERS)

    def work() -> None:
        start.wait()
        try:
            results.append(job())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
