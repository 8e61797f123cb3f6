"""The restore drill at full size: people file, everything is destroyed, and it comes back, checked to the last chain.

    python -m benchmarks.restore [--reports 100000] [--sqlite] [--seconds 90] [--seed 1] [--out FILE]

An installation of its own grows to so many reports with true chains; its worker writes the scheduled backups while two
clients file. At a random moment server, site and both their directories are gone. Then it is restored twice on empty
ground: to the last moment (what was acknowledged and is lost gives the RPO) and to a random one in between (all that
was acknowledged before must be there, nothing that was sent afterwards). The RTO ends when every chain was walked and
the site answers.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.kernels.cluster import Cluster
from tests.kernels.ledger import Entry, Ledger
from tests.kernels.processes import Site, below, environment, kill_all

ROOT = Path(__file__).resolve().parents[1]
EVERY = 30
"""Seconds between two backups."""

GROW = "import django, sys; django.setup(); from benchmarks.grow import whole; whole(int(sys.argv[1]))"
LOOK = """
import django, json, sys
django.setup()
from tuntas.reports.models import Event, Report
bodies = json.load(sys.stdin)
there = []
for start in range(0, len(bodies), 500):
    there += Report.objects.filter(body__in=bodies[start : start + 500]).values_list("body", flat=True)
print(json.dumps({"there": there, "reports": Report.objects.count(), "events": Event.objects.count()}))
"""


@dataclass(frozen=True)
class Back:
    """One restore: what was asked for, how long it took, and what was there afterwards."""

    asked: str
    seconds_to_whole: float
    rto_seconds: float
    reports: int
    events: int
    chains: str
    lost: int
    too_new: int
    rpo_seconds: float


@dataclass(frozen=True)
class Backups:
    """What the scheduled backups cost."""

    count: int
    first_seconds: float
    median_seconds: float
    longest_seconds: float
    bytes_of_the_first: int
    bytes_on_the_shelf: int
    bytes_of_the_database: int


class Drill:
    """One installation and its disaster."""

    def __init__(self, reports: int, *, sqlite: bool, seed: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tuntas-drill-"))
        self.home, self.shelf, self.keys = (self.folder / name for name in ("situs", "rak", "kunci"))
        self.home.mkdir()
        self.chance, self.sqlite, self.reports = random.Random(seed), sqlite, reports
        self.cluster = None if sqlite else Cluster(shared_buffers="256MB", max_wal_size="2GB")
        self.env = self._environment(self.home, self.cluster) | {
            "TUNTAS_BACKUP_DIR": str(self.shelf),
            "TUNTAS_BACKUP_SECONDS": str(EVERY),
        }
        self.entries: list[Entry] = []
        self.gone_at = 0.0
        self.sizes: list[int] = []

    def grow(self) -> float:
        """The installation before; returns the seconds."""
        began = time.monotonic()
        if self.cluster:
            self.cluster.start()
        self._python(self.env, "-c", GROW, str(self.reports))
        shutil.copytree(self.home / "keys", self.keys)
        return time.monotonic() - began

    def live(self, seconds: float) -> Backups:
        """File and back up for so long after the first backup, then lose everything."""
        site = Site(self.env)
        site.wait()
        ledger = Ledger(site.port, self.folder / "ledger.jsonl", clients=2)
        ledger.start()
        while not self._snapshots():
            time.sleep(0.5)
        first = self._size(self.shelf)
        time.sleep(seconds + self.chance.uniform(0, EVERY))
        database = self._size_of_database()
        self.gone_at = time.time()
        if self.cluster:
            self.cluster.destroy()
        kill_all([site.process.pid, *below(site.process.pid)])
        site.process.wait()
        shutil.rmtree(self.home)
        self.entries = ledger.acknowledged
        ledger.stop()
        took = [path.stat().st_mtime - _moment(path).timestamp() for path in self._snapshots()]
        later = took[1:] or took
        return Backups(
            len(took), round(took[0], 1), round(statistics.median(later), 1), round(max(later), 1),
            first, self._size(self.shelf), database,
        )  # fmt: skip

    def last(self) -> Back:
        """To the last moment."""
        return self._back("")

    def between(self) -> Back:
        """To a random moment between the first backup and the last one."""
        moments = [_moment(path).timestamp() for path in self._snapshots()]
        return self._back(datetime.fromtimestamp(self.chance.uniform(moments[0] + 5, moments[-1]), UTC).isoformat())

    def destroy(self) -> None:
        if self.cluster:
            self.cluster.destroy()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _back(self, to: str) -> Back:
        home = Path(tempfile.mkdtemp(prefix="baru-", dir=self.folder))
        shutil.copytree(self.keys, home / "keys")
        cluster = None if self.sqlite else Cluster(empty=True, shared_buffers="256MB")
        env, began = self._environment(home, cluster), time.monotonic()
        site = None
        try:
            told = self._restored(env, cluster, to)
            whole = time.monotonic() - began
            site = Site(env)
            site.wait()
            rto = time.monotonic() - began
            found = json.loads(self._python(env, "-c", LOOK, given=json.dumps([each.body for each in self.entries])))
        finally:
            if site:
                site.end()
            if cluster:
                cluster.destroy()
            shutil.rmtree(home, ignore_errors=True)
        there, moment = set(found["there"]), datetime.fromisoformat(to).timestamp() if to else self.gone_at
        lost = [each for each in self.entries if each.told < moment and each.body not in there]
        new = [each for each in self.entries if each.sent > moment and each.body in there]
        rpo = moment - min((each.told for each in lost), default=moment)
        return Back(
            to or "-", round(whole, 1), round(rto, 1), found["reports"], found["events"], " ".join(told[-2:]),
            len(lost), len(new), round(rpo, 1),
        )  # fmt: skip

    def _restored(self, env: dict[str, str], cluster: Cluster | None, to: str) -> list[str]:
        command = [sys.executable, "-m", "tuntas", "restore", str(self.shelf)]
        command += ["--to", to] if to else []
        command += ["--postgresql-data", str(cluster.data)] if cluster else []
        process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        told = []
        for line in process.stdout:
            told.append(line.strip())
            if cluster and str(cluster.data) in line:
                cluster.own()
                cluster.start()
        if process.wait():
            raise RuntimeError("\n".join(told))
        return told

    def _environment(self, home: Path, cluster: Cluster | None) -> dict[str, str]:
        return environment(home, cluster.url if cluster else "", PYTHONPATH=str(ROOT), TUNTAS_DEMO="1")

    def _python(self, env: dict[str, str], *words: str, given: str = "") -> str:
        command = [sys.executable, "-W", "ignore", *words]
        done = subprocess.run(command, env=env, cwd=ROOT, input=given, stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout

    def _snapshots(self) -> list[Path]:
        return sorted((self.shelf / "snapshots").glob("*.json"))

    def _size_of_database(self) -> int:
        return self._size(self.cluster.data / "base") if self.cluster else (self.home / "tuntas.sqlite3").stat().st_size

    def _size(self, folder: Path) -> int:
        done = subprocess.run(["du", "-sb", str(folder)], capture_output=True, text=True, check=False)
        return int(done.stdout.split()[0])


def _moment(snapshot: Path) -> datetime:
    return datetime.strptime(snapshot.stem, "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=90)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    drill = Drill(given.reports, sqlite=given.sqlite, seed=given.seed)
    try:
        grown, backups = drill.grow(), drill.live(given.seconds)
        said = {
            "engine": "sqlite" if given.sqlite else "postgresql",
            "reports_before": given.reports,
            "seconds_to_grow": round(grown, 1),
            "acknowledged_while_backed_up": len(drill.entries),
            "seconds_between_backups": EVERY,
            "backups": asdict(backups),
            "to_the_last_moment": asdict(drill.last()),
            "to_a_moment_between": asdict(drill.between()),
            "cores": os.cpu_count(),
            "load": os.getloadavg()[1],
        }
    finally:
        drill.destroy()
    text = json.dumps(said, indent=1)
    if given.out:
        given.out.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
