"""The kill run: clients file, a killer kills, the oracle judges. Also a command, for the long runs:

python -m tests.kernels.rig --acknowledged 5000 --kills 30 [--sqlite] [--unsafe] [--out FILE]
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
from pathlib import Path

from tests.browser.sites import Bases
from tests.kernels.cluster import Cluster
from tests.kernels.ledger import Ledger, Verdict
from tests.kernels.processes import Site, environment, make_world

UNSAFE = {"synchronous_commit": "off", "wal_writer_delay": "10000"}
"""The negative control: commits are answered before they are on the disk. A rig that loses nothing here is blind."""

VICTIMS = ("web", *["one"] * 2, *["worker"] * 2, *["database"] * 4)
"""Who is killed: everything of the web, one of its processes, the worker, PostgreSQL.

Drawn anew each time, but whoever was not killed yet comes first.
"""

PROCESSES, CLIENTS = 2, 8
"""Web processes, and threads that file side by side."""

SHORTEST, LONGEST = 0.1, 0.8
"""Seconds between the moment the site answers again and the next kill."""

JUDGE = (
    "import django, json, sys; django.setup();"
    "from dataclasses import asdict;"
    "from tests.kernels import ledger;"
    "lines = open(sys.argv[1], encoding='utf-8').read().splitlines();"
    "print(json.dumps(asdict(ledger.judge([ledger.Entry(**json.loads(l)) for l in lines]))))"
)
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Outcome:
    """What a run measured."""

    engine: str
    safe: bool
    acknowledged: int
    while_away: int
    kills: dict[str, int]
    errors: int
    seconds: float
    restart_median: float
    restart_longest: float
    verdict: Verdict


class Ground:
    """An installation before its first report, made once: each rig stands on a copy of it."""

    def __init__(self, bases: Bases, *, sqlite: bool = False) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="tuntas-ground-"))
        self.cluster = None if sqlite else Cluster()
        if self.cluster:
            self.cluster.start()
        make_world(environment(self.home, self.cluster.url if self.cluster else "", PYTHONPATH=str(ROOT)), bases)
        if self.cluster:
            # Flushed before anything is killed: without synchronous commits the seeds themselves would be lost.
            self.cluster.stop()

    def destroy(self) -> None:
        if self.cluster:
            self.cluster.destroy()
        shutil.rmtree(self.home, ignore_errors=True)


class Rig:
    """A site of its own on an engine of its own, with everything in one directory that goes afterwards."""

    def __init__(self, ground: Ground, *, unsafe: bool = False, seed: int = 1) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="tuntas-kill-"))
        shutil.copytree(ground.home, self.home, dirs_exist_ok=True)
        self.chance, self.unsafe = random.Random(seed), unsafe
        self.cluster = Cluster(ground.cluster, **(UNSAFE if unsafe else {})) if ground.cluster else None
        if self.cluster:
            self.cluster.start()
        self.env = environment(self.home, self.cluster.url if self.cluster else "", PYTHONPATH=str(ROOT))
        self.site = Site(self.env, PROCESSES, self.chance)
        self.site.wait()
        self.restarts: list[float] = []

    def run(self, acknowledged: int, kills: int, *, patience: float = 3600.0) -> Outcome:
        """Until both numbers are reached, or patience (seconds) is over."""
        ledger, began = Ledger(self.site.port, self.home / "ledger.jsonl", clients=CLIENTS), time.monotonic()
        done = dict.fromkeys(VICTIMS, 0)
        ledger.start()
        try:
            while time.monotonic() - began < patience:
                enough = len(ledger.acknowledged) >= acknowledged
                if sum(done.values()) >= kills and enough:
                    break
                time.sleep(self.chance.uniform(SHORTEST, LONGEST))
                # Kills are spread over the run: the last one not long before its end.
                if sum(done.values()) < kills * (len(ledger.acknowledged) + 1) / max(1, acknowledged) + 1:
                    self._kill(done)
        finally:
            ledger.stop()
        self._settle()
        return self._outcome(ledger, done, time.monotonic() - began)

    def _kill(self, done: dict[str, int]) -> None:
        what = "database" if self.unsafe else self._victim(done)
        began = time.monotonic()
        if what == "database":
            assert self.cluster is not None
            self.cluster.kill()
            time.sleep(self.chance.uniform(0, 0.3))
            self.cluster.start()
        elif not self.site.kill(what):
            return
        self.site.wait()
        self.restarts.append(time.monotonic() - began)
        done[what] += 1

    def _victim(self, done: dict[str, int]) -> str:
        there = [each for each in VICTIMS if self.cluster or each != "database"]
        return self.chance.choice([each for each in there if not done[each]] or there)

    def _settle(self) -> None:
        """What waits is recorded and loose files are erased: by the worker's own jobs, at once."""
        command = [sys.executable, "-m", "tests.kernels.settle"]
        subprocess.run(command, env=self.env, cwd=ROOT, check=True, timeout=300)

    def _outcome(self, ledger: Ledger, done: dict[str, int], seconds: float) -> Outcome:
        command = [sys.executable, "-c", JUDGE, str(ledger.path)]
        judged = subprocess.run(command, env=self.env, cwd=ROOT, check=True, capture_output=True, text=True)
        return Outcome(
            engine="postgresql" if self.cluster else "sqlite",
            safe=not self.unsafe,
            acknowledged=len(ledger.acknowledged),
            while_away=ledger.waiting,
            kills=done,
            errors=ledger.errors,
            seconds=round(seconds, 1),
            restart_median=round(statistics.median(self.restarts), 2) if self.restarts else 0.0,
            restart_longest=round(max(self.restarts, default=0.0), 2),
            verdict=Verdict(**json.loads(judged.stdout)),
        )

    def destroy(self) -> None:
        self.site.end()
        if self.cluster:
            self.cluster.destroy()
        shutil.rmtree(self.home, ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--acknowledged", type=int, default=5_000)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--unsafe", action="store_true", help="synchronous_commit=off: must lose")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=3600)
    parser.add_argument("--out")
    given = parser.parse_args()
    ground = Ground(Bases(Path(tempfile.mkdtemp(prefix="tuntas-bases-"))), sqlite=given.sqlite)
    rig = Rig(ground, unsafe=given.unsafe, seed=given.seed)
    try:
        outcome = rig.run(given.acknowledged, given.kills, patience=given.patience)
    finally:
        rig.destroy()
        ground.destroy()
    text = json.dumps({**asdict(outcome), "cores": os.cpu_count()}, indent=1)
    if given.out:
        Path(given.out).write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
