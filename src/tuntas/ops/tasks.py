"""The background work as tasks of the Django tasks API: run in place by default, on Celery by settings only.

The rows are the truth and a task only says "look now": running one twice, or side by side, does no harm.
"""

import logging
from dataclasses import asdict, is_dataclass
from datetime import datetime

from django_tasks import task

from tuntas.intake import rates, spool
from tuntas.kernel import clock
from tuntas.media.staging import sweep_staging
from tuntas.media.store import scan_held
from tuntas.notifications import deliver, digests, resets
from tuntas.opendata import releases
from tuntas.ops import backups
from tuntas.ops.models import Part, seen
from tuntas.oversight import alerts, amendments, issues, lapses, proofs, watching
from tuntas.reports import tombstones
from tuntas.reports.actions import batches, desk_drafts, erase, retain
from tuntas.reports.queries import held_files
from tuntas.sla.calendars import missing_years
from tuntas.statistics import counting
from tuntas.web import period_making

logger = logging.getLogger(__name__)

Outcome = dict[str, int] | int | None


@task()
def mark_worker() -> Outcome:
    """Say that a round of the worker reached the tasks."""
    seen(Part.WORKER, clock.now())
    return None


@task()
def sweep_clocks() -> Outcome:
    """Take every stroke of every clock that has come due."""
    return _plain(lapses.sweep(clock.now()))


@task()
def expand_outbox() -> Outcome:
    """Make deliveries out of events of which nobody has been told."""
    return _plain(deliver.expand(clock.now()))


@task()
def deliver_due() -> Outcome:
    """Send the deliveries whose time has come."""
    return _plain(deliver.deliver_due(clock.now()))


@task()
def send_resets() -> Outcome:
    """Mail the links for new passwords to those with an account."""
    return resets.send_resets(clock.now())


@task()
def write_digests() -> Outcome:
    """Write the morning digests whose eight o'clock has come."""
    return digests.prepare(clock.now())


@task()
def send_digests() -> Outcome:
    """Send the morning digests that are due."""
    return sum(digests.send_due(clock.now()).values())


@task()
def finish_amendments() -> Outcome:
    """Go on with deadlines that a decree moves, where whoever entered it died in the middle."""
    return amendments.go_on(clock.now())


@task()
def run_batches() -> Outcome:
    """Go on with work on many reports at once."""
    return batches.go_on(clock.now())


@task()
def forget_filings() -> Outcome:
    """Erase the counts of filings whose time is over."""
    return rates.forget(clock.now())


@task()
def sweep_staged_files() -> Outcome:
    """Erase files that waited for a form nobody sent; not while a report waits for the database, with its files."""
    return sweep_staging(clock.now(), held=held_files) if spool.state() == spool.EMPTY else 0


@task()
def record_spool() -> Outcome:
    """Record the reports that were put by while the database was away."""
    return _plain(spool.record(clock.now()))


@task()
def scan_held_files() -> Outcome:
    """Show originals that came while no virus scanner answered to it."""
    return scan_held()


@task()
def write_backup() -> Outcome:
    """Write the scheduled backup when it is due."""
    return backups.scheduled(clock.now())


@task()
def sweep_drafts() -> Outcome:
    """Erase drafts of officers that nobody came back to."""
    return desk_drafts.sweep_drafts(clock.now())


@task()
def finish_erasures() -> Outcome:
    """Files and lines of the ledger that an erasure left undone because somebody died in the middle."""
    return erase.drop_left() + tombstones.catch_up()


@task()
def erase_due() -> Outcome:
    """Erase what the retention schedules in force keep no longer, so many reports at a time."""
    return _plain(retain.erase_due(clock.now()))


@task()
def settle_erased() -> Outcome:
    """Let nothing of what was erased stay where the database keeps what it has deleted."""
    return erase.settle_erased(clock.now())


@task()
def seal_days() -> Outcome:
    """Sign the roots of the days that are over."""
    return proofs.seal_days(clock.now())


@task()
def read_marks() -> Outcome:
    """Read what moved for the overseers' lists."""
    return watching.go_on()


@task()
def release_figures() -> Outcome:
    """Release the public tables of the figures whose day has come."""
    return releases.release_due(clock.now())


@task()
def count_events() -> Outcome:
    """Take new events into the figures."""
    return counting.count_all(clock.now())


@task()
def recount_figures() -> Outcome:
    """Once a night count everything anew, and say loudly where the figures are not what the events say."""
    row = counting.recount_of(clock.now())
    if row is not None and row.differing:
        logger.error("%d angka tidak sesuai dengan catatan kejadian; yang pertama: %s", row.differing, row.first)
    return row.differing if row else 0


@task()
def look_for_waves() -> Outcome:
    """Look for what stands out: spikes, many reports on one object, silent units."""
    return alerts.look(clock.now())


@task()
def propose_issues() -> Outcome:
    """Propose what is reported again and again as one issue."""
    return issues.propose(clock.now())


@task()
def make_papers() -> Outcome:
    """Make the oldest paper that somebody waits for."""
    return period_making.go_on(clock.now())


@task()
def warn_of_missing_years() -> Outcome:
    """Say loudly which year's decrees have not been entered: deadlines in it cannot be computed."""
    return len(warn(clock.now()))


def warn(at: datetime) -> list[int]:
    """The missing years, each logged as an error."""
    years = missing_years(at)
    for year in years:
        logger.error("Kalender kerja %d belum diisi: batas waktu di tahun itu belum dapat dihitung.", year)
    return years


def _plain(outcome: object) -> Outcome:
    """What a queue can carry."""
    if is_dataclass(outcome) and not isinstance(outcome, type):
        return asdict(outcome)
    return outcome if isinstance(outcome, int) else None
