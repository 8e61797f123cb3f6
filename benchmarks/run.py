"""Timings of the main pages at several sizes.

    python -m benchmarks.run [--sizes 1000,100000] [--repeats 40] [--to benchmarks/results]

Runs in one process against a database of its own (TUNTAS_DATABASE_URL; default a temporary SQLite file). For each page
it prints, as medians over the repeats: CPU microseconds of this process (the database server's own time is not in it),
wall microseconds, requests a second of one such process, and the number of queries. Kept as JSON with machine and date.
"""

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("TUNTAS_DATA_DIR", tempfile.mkdtemp(prefix="tuntas-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuntas.settings")
os.environ["TUNTAS_DEMO"] = "1"
os.environ["TUNTAS_HOSTS"] = "testserver"

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import tuntas.wsgi  # noqa: F401 - a page is read here as in a served process: same collector, same set-up
from benchmarks.grow import grow, seed_lives
from tests import world
from tests.cast import NOW, Cast, nobody
from tests.lives import draft
from tuntas.accounts.models import User
from tuntas.kernel import clock
from tuntas.reports.actions.submit import submit
from tuntas.reports.models import Report
from tuntas.statistics import counting


def main() -> None:
    """Grow, measure, print, keep."""
    options = _options()
    call_command("migrate", verbosity=0)
    world.make()
    people = Cast.gather()
    templates = seed_lives(people)
    results = []
    for size in options.sizes:
        started = time.perf_counter()
        grow(templates, size)
        counting.rebuild()
        _analyse()
        print(f"{size} reports grown in {time.perf_counter() - started:.0f} s")
        results += [_measured(name, call, size, options.repeats) for name, call in _pages(templates).items()]
    _keep(results, options.to)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=lambda text: [int(part) for part in text.split(",")], default=[1000, 100_000])
    parser.add_argument("--repeats", type=int, default=40)
    parser.add_argument("--to", type=Path, default=Path(__file__).parent / "results")
    return parser.parse_args()


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _pages(templates: list[Report]) -> dict[str, Callable[[], None]]:
    officer = Client()
    officer.force_login(User.objects.get(email="budi@kalsel.example"))
    public = Client()
    report = f"/meja/laporan/{templates[0].reference}/"
    return {
        "submit (action)": lambda: _submit(),
        "queue page": lambda: _get(officer, "/meja/"),
        "queue page, all open": lambda: _get(officer, "/meja/?antrean=semua"),
        "search page": lambda: _get(officer, "/meja/?cari=jembatan+gantung"),
        "report page": lambda: _get(officer, report),
        "figures page": lambda: _get(public, "/statistik/"),
        "published list": lambda: _get(public, "/laporan/"),
    }


def _submit() -> None:
    submit(draft(), by=nobody, at=max(clock.now(), NOW))


def _get(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)


def _measured(name: str, call: Callable[[], None], size: int, repeats: int) -> dict[str, object]:
    call()
    with CaptureQueriesContext(connection) as queries:
        call()
    count = len(queries)  # now: the next request empties the log
    cpu, wall = zip(*(_timed(call) for _ in range(repeats)), strict=True)
    row = {
        "page": name,
        "reports": size,
        "cpu_us": round(statistics.median(cpu) * 1e6),
        "wall_us": round(statistics.median(wall) * 1e6),
        "requests_per_second": round(1 / statistics.median(wall)),
        "queries": count,
    }
    print(row)
    return row


def _timed(call: Callable[[], None]) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    call()
    return time.process_time() - cpu, time.perf_counter() - wall


def _keep(results: list[dict[str, object]], folder: Path) -> None:
    engine = connection.vendor
    now = clock.now()
    kept = {
        "date": now.isoformat(timespec="seconds"),
        "engine": f"{engine} {_version()}",
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "rows": results,
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{now:%Y-%m-%d}-{engine}.json"
    path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    print(path)


def _version() -> str:
    if connection.vendor == "sqlite":
        return ".".join(map(str, connection.Database.sqlite_version_info))
    connection.ensure_connection()
    return str(connection.pg_version)


if __name__ == "__main__":
    main()
