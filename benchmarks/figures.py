"""Figures with very many reports: how long cells take to build, to recount, to read, and how far they lag behind.

    TUNTAS_DATABASE_URL=postgresql://... python -m benchmarks.figures [--reports 1000000] [--load 60]

Fills an empty database of its own with the events of `stories` (their columns are proved equal to those of the real
actions by tests/statistics/test_stories.py), without the reports themselves, which figures never read. Recount and
export run in processes of their own, so that their memory can be told. Kept as JSON with machine and date.
"""

import argparse
import io
import itertools
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

os.environ.setdefault("TUNTAS_DATA_DIR", tempfile.mkdtemp(prefix="tuntas-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuntas.settings")
os.environ["TUNTAS_DEMO"] = "1"
os.environ["TUNTAS_HOSTS"] = "testserver"

from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import Client

import tuntas.wsgi  # noqa: F401 - a page is read here as in a served process: same collector, same set-up
from benchmarks.stories import columns, offices, plans
from tests import world
from tuntas.accounts.models import User
from tuntas.kernel import clock
from tuntas.kernel.ids import new_id
from tuntas.ops import transfer
from tuntas.reports.models import Event, Uncounted
from tuntas.statistics import counting, reading
from tuntas.statistics.models import Axis, Cell
from tuntas.statistics.reading import Cut, figures_of
from tuntas.statistics.scopes import Scope, public_scope

BATCH = 2_000
"""Reports written at once."""
RATE = 200
"""Events a second, at most, while the lag is measured."""


def main() -> None:
    """Fill, measure, print, keep; or one part alone, as a process of its own."""
    options = _options()
    if options.part:
        _part(options.part)
        return
    call_command("migrate", verbosity=0)
    world.make()
    facts: dict[str, Any] = {"reports": options.reports}
    facts["fill_s"] = _seconds(lambda: _fill(options.reports))
    facts["events"] = Event.objects.count()
    facts["build_cpu_s"], facts["build_s"] = -time.process_time(), _seconds(counting.rebuild)
    facts["build_cpu_s"] = round(facts["build_cpu_s"] + time.process_time(), 1)
    _analyse()
    facts["cells"] = Cell.objects.count()
    facts["build_events_a_second"] = round(facts["events"] / facts["build_s"])
    facts["worker_events_a_second"] = _worker()
    facts |= _apart("recount") | _apart("export")
    facts |= _reads()
    facts |= _load(options.load)
    if options.again:
        facts |= {f"after_load_{name}": value for name, value in _apart("recount").items()}
    _keep(facts, options.to)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=1_000_000)
    parser.add_argument("--load", type=int, default=60, help="seconds of writing beside the worker")
    parser.add_argument("--again", action="store_true", help="recount once more after the load")
    parser.add_argument("--part", default="", help=argparse.SUPPRESS)
    parser.add_argument("--to", type=Path, default=Path(__file__).parent / "results")
    return parser.parse_args()


def _fill(many: int) -> None:
    """Events only: foreign keys and, on PostgreSQL, the triggers that follow them are passed by."""
    with _unchecked():
        stories = plans(many, offices())
        while batch := list(itertools.islice(stories, BATCH)):
            with transaction.atomic():
                _write([row for plan in batch for row in columns(plan, new_id())])


def _write(rows: list[dict]) -> None:
    if connection.vendor != "postgresql":
        Event.objects.bulk_create([Event(**row) for row in rows], batch_size=500)
        return
    names = [field.attname for field in Event._meta.concrete_fields]
    with connection.cursor() as cursor, cursor.copy(f"COPY reports_event ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([json.dumps(row[name]) if name == "facts" else row[name] for name in names])


class _unchecked:  # noqa: N801 - used like a function
    """Without foreign keys, for this connection."""

    def __enter__(self) -> None:
        self._set("replica", "OFF")

    def __exit__(self, *args: object) -> None:
        self._set("origin", "ON")

    def _set(self, role: str, keys: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SET session_replication_role = {role}"
                if connection.vendor == "postgresql"
                else f"PRAGMA foreign_keys = {keys}"
            )


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _worker() -> int:
    """Events a second that one worker takes in, over 10,000 of them."""
    ids = [UUID(str(pk)) for pk in Event.objects.order_by("-pk").values_list("pk", flat=True)[:10_000]]
    with transaction.atomic():
        _marked(ids)
        took = _seconds(lambda: [counting.count_new() for _ in range(21)])
        transaction.set_rollback(True)
    return round(len(ids) / took)


def _marked(ids: list[UUID]) -> None:
    Uncounted.objects.bulk_create((Uncounted(event_id=pk) for pk in ids), batch_size=1_000)


def _apart(part: str) -> dict[str, object]:
    """Seconds and peak memory of one part in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.figures", "--part", part], check=True, capture_output=True, text=True
    )
    told: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    print(told)
    return told


def _part(part: str) -> None:
    base = _memory()
    began, own = time.perf_counter(), time.process_time()
    found = sum(1 for _ in counting.differences()) if part == "recount" else transfer._write(_Nowhere())
    took = round(time.perf_counter() - began, 1)
    name = "differing" if part == "recount" else "rows"
    used = round(time.process_time() - own, 1)
    said = {
        f"{part}_s": took,
        f"{part}_cpu_s": used,
        f"{part}_mb": _memory(),
        f"{part}_mb_before": base,
        f"{part}_{name}": found,
    }
    print(json.dumps(said))


class _Nowhere(io.StringIO):
    def write(self, text: str) -> int:
        return len(text)


def _memory() -> int:
    """Peak memory of this process since it began, in MB (getrusage would tell its parent's)."""
    said = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(said.split("VmHWM:")[1].split()[0]) // 1024


def _reads() -> dict[str, object]:
    officer = Client()
    officer.force_login(User.objects.get(email="budi@kalsel.example"))
    country = Client()
    country.force_login(User.objects.get(email="agus@nasional.example"))
    public, everywhere = public_scope(), Scope(everywhere=True)
    year = Cut(Axis.GOVERNMENT, 2025)
    calls: dict[str, Callable[[], object]] = {
        "read_one_government_ms": lambda: figures_of(reading.counts(public), public.home),
        "read_one_government_one_year_ms": lambda: figures_of(reading.counts(public, year), public.home),
        "read_all_governments_one_year_ms": lambda: figures_of(reading.counts(everywhere, year)),
        "read_all_units_one_year_ms": lambda: reading.counts(everywhere, Cut(Axis.UNIT, 2025)),
        "read_topics_one_government_ms": lambda: reading.counts(public, Cut(Axis.TOPIC, 2025)),
        "read_days_one_month_ms": lambda: reading.counts(public, _MARCH),
        "page_public_ms": lambda: _get(Client(), "/statistik/?tahun=2025"),
        "page_desk_ms": lambda: _get(officer, "/meja/statistik/?tahun=2025"),
        "page_board_ms": lambda: _get(officer, "/meja/statistik/papan/?tahun=2025"),
        "page_board_everywhere_ms": lambda: _get(country, "/meja/statistik/papan/?tahun=2025"),
        "page_evaluation_ms": lambda: _get(Client(), "/statistik/evaluasi/?tahun=2025"),
    }
    return {name: value for label, call in calls.items() for name, value in _milliseconds(label, call).items()}


_MARCH = Cut(Axis.DAY, since=date(2025, 3, 1), until=date(2025, 3, 31), by_period=True)


def _get(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)


def _milliseconds(label: str, call: Callable[[], object], repeats: int = 11) -> dict[str, object]:
    """Medians: on the wall, and of this process's own time (which other work on the machine does not lengthen)."""
    call()
    both = [(_seconds(call, 6), _own(call)) for _ in range(repeats)]
    wall, own = (round(statistics.median(part) * 1000, 1) for part in zip(*both, strict=True))
    print(label, wall, own)
    return {label: wall, label.replace("_ms", "_cpu_ms"): own}


def _own(call: Callable[[], object]) -> float:
    began = time.process_time()
    call()
    return time.process_time() - began


def _load(seconds: int) -> dict[str, object]:
    """So many events a second come in while one worker counts every five seconds. RATE is far above the whole
    country's: 700,000 reports a year are one event in four seconds."""
    stop, lags, written = threading.Event(), [], []
    threads = [
        threading.Thread(target=_writing, args=(stop, written)),
        threading.Thread(target=_counting, args=(stop,)),
    ]
    for thread in threads:
        thread.start()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(1)
        lags.append(_lag())
    stop.set()
    for thread in threads:
        thread.join()
    while counting.count_all(clock.now()):
        pass
    events = sum(written)
    return {"load_s": seconds, "load_events_a_second": round(events / seconds), "lag_s": max(lags)}


def _writing(stop: threading.Event, written: list[int]) -> None:
    try:
        with _unchecked():
            for plan in plans(10_000_000, offices(), seed=2):
                if stop.is_set():
                    return
                rows = list(columns(plan, new_id()))
                with transaction.atomic():
                    Event.objects.bulk_create([Event(**row) for row in rows])
                    _marked([row["id"] for row in rows])
                written.append(len(rows))
                stop.wait(len(rows) / RATE)
    finally:
        connections.close_all()


def _counting(stop: threading.Event) -> None:
    try:
        while not stop.wait(5):
            counting.count_all(clock.now())
    finally:
        connections.close_all()


def _lag() -> float:
    """How long ago the oldest event was made that is not counted: its id tells."""
    oldest = Uncounted.objects.order_by("pk").values_list("pk", flat=True).first()
    if oldest is None:
        return 0.0
    made = datetime.fromtimestamp((oldest.int >> 80) / 1000, UTC)
    return round((clock.now() - made).total_seconds(), 1)


def _seconds(call: Callable[[], object], places: int = 1) -> float:
    began = time.perf_counter()
    call()
    return round(time.perf_counter() - began, places)


def _keep(facts: dict[str, object], folder: Path) -> None:
    now, engine = clock.now(), connection.vendor
    kept = dict(_about(now)) | facts
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"figures-{now:%Y-%m-%d}-{engine}-{facts['reports']}.json"
    path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    print(path)


def _about(now: datetime) -> Iterator[tuple[str, object]]:
    connection.ensure_connection()
    own = connection.vendor == "postgresql"
    version = connection.pg_version if own else ".".join(map(str, connection.Database.sqlite_version_info))
    yield "date", now.isoformat(timespec="seconds")
    yield "engine", f"{connection.vendor} {version}"
    yield "python", platform.python_version()
    yield "machine", f"{platform.machine()}, {os.cpu_count()} cores"
    yield "load_average", [round(part, 1) for part in os.getloadavg()]


if __name__ == "__main__":
    main()
