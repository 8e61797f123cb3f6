"""`tuntas work`: rings the bell of every recurring job when its time comes. Several workers side by side are fine."""

import logging
import os
import signal
import threading
from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime

from django.db import close_old_connections
from django_tasks.base import TaskResultStatus

from tuntas.kernel import clock
from tuntas.ops.recurring import BACKUPS, JOBS, Job
from tuntas.ops.words import both

logger = logging.getLogger(__name__)


class Rounds:
    """Remembers when each job last ran, so that a round runs only what is due."""

    def __init__(self, jobs: Sequence[Job] = JOBS) -> None:
        self._jobs = jobs
        self._last: dict[str, datetime] = {}

    def run(self, at: datetime) -> list[str]:
        """One round: every job that is due, each on its own. Returns the names of those that failed."""
        due = [job for job in self._jobs if job.name not in self._last or at - self._last[job.name] >= job.every]
        for job in due:
            self._last[job.name] = at
        return [job.name for job in due if not _done(job)]


def run(given: Namespace) -> int:
    """Work until SIGTERM or Ctrl-C, or for one round; exit code 1 when a job of that round failed."""
    rounds, stop = Rounds(BACKUPS if given.backups else JOBS), threading.Event()
    if given.once:
        failed = rounds.run(clock.now())
        print(
            both("Putaran selesai.", "Round done.") if not failed else both("Gagal: ", "Failed: ") + ", ".join(failed)
        )
        return 1 if failed else 0
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set() and not _orphaned():
        rounds.run(clock.now())
        stop.wait(given.interval)
    return 0


def _done(job: Job) -> bool:
    """Hand the job to the queue. Whatever it raises is logged and stays with this job."""
    close_old_connections()
    try:
        result = job.task.enqueue()
    except Exception:
        logger.exception("%s: could not be handed over", job.name)
        return False
    if result.status == TaskResultStatus.FAILED:
        # The task library has logged the trace already.
        logger.error("%s failed", job.name)
        return False
    return True


def _orphaned() -> bool:
    """Whether `tuntas serve`, which started this worker, is gone: where the kernel cannot say it by a signal."""
    parent = os.environ.get("TUNTAS_SUPERVISOR")
    return parent is not None and int(parent) != os.getppid()
