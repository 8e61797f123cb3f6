"""What the worker does again and again, on one page: the job and how often."""

from dataclasses import dataclass
from datetime import timedelta

from django_tasks.base import Task

from tuntas.ops import tasks


@dataclass(frozen=True)
class Job:
    """One recurring job."""

    name: str
    task: Task[[], tasks.Outcome]
    every: timedelta


JOBS = (
    Job("say that the worker works", tasks.mark_worker, timedelta(seconds=30)),
    Job("record what was put by", tasks.record_spool, timedelta(seconds=2)),
    Job("sweep the clocks", tasks.sweep_clocks, timedelta(seconds=30)),
    Job("make deliveries of events", tasks.expand_outbox, timedelta(seconds=5)),
    Job("send what is due", tasks.deliver_due, timedelta(seconds=5)),
    Job("mail new passwords' links", tasks.send_resets, timedelta(seconds=5)),
    Job("write the morning digests", tasks.write_digests, timedelta(minutes=1)),
    Job("send the morning digests", tasks.send_digests, timedelta(seconds=20)),
    Job("finish the effect of decrees", tasks.finish_amendments, timedelta(minutes=1)),
    Job("go on with bulk work", tasks.run_batches, timedelta(seconds=2)),
    Job("count new events", tasks.count_events, timedelta(seconds=5)),
    Job("count everything anew", tasks.recount_figures, timedelta(minutes=15)),
    Job("erase forgotten uploads", tasks.sweep_staged_files, timedelta(hours=1)),
    Job("forget how many filings there were", tasks.forget_filings, timedelta(minutes=10)),
    Job("scan files that wait for it", tasks.scan_held_files, timedelta(minutes=5)),
    Job("erase old drafts", tasks.sweep_drafts, timedelta(hours=24)),
    Job("finish erasures", tasks.finish_erasures, timedelta(minutes=10)),
    Job("erase what is kept no longer", tasks.erase_due, timedelta(hours=6)),
    Job("let nothing erased stay behind", tasks.settle_erased, timedelta(hours=24)),
    Job("sign the days that are over", tasks.seal_days, timedelta(hours=1)),
    Job("read what moved for the overseers", tasks.read_marks, timedelta(minutes=1)),
    Job("release the public figures", tasks.release_figures, timedelta(hours=1)),
    Job("look for what stands out", tasks.look_for_waves, timedelta(hours=12)),
    Job("propose what is reported again and again", tasks.propose_issues, timedelta(hours=12)),
    Job("make papers", tasks.make_papers, timedelta(seconds=5)),
    Job("warn of missing calendar years", tasks.warn_of_missing_years, timedelta(hours=6)),
)

BACKUPS = (Job("write the backup", tasks.write_backup, timedelta(seconds=5)),)
"""In a process of its own: a backup may take minutes, and nothing else may wait for it."""
