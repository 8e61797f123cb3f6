"""More is asked than a site can do: is it alive, how long do those wait who are served, and what do filings lose?

    [TUNTAS_DATABASE_URL=postgresql://...] python -m benchmarks.overload [--seconds 60] [--times 10] [--to FILE]

A real `tuntas serve` with one web process over the small world of the tour; the load comes from this process over
connections of their own, one a request. In order: what it can do by itself (filings alone, pages alone, by as many
clients as it has threads); ten times the pages while people go on filing as fast as it could alone; from the end of
that, how long until a page takes what it took before; and ten governments, of which one asks nine times as much as the
nine others together. Times are of those who were served, in milliseconds.
"""

import argparse
import asyncio
import json
import os
import platform
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count, cycle
from pathlib import Path
from urllib.parse import urlencode

from tests.browser.sites import TOUR
from tests.kernels.ledger import ANSWERS
from tests.kernels.processes import Site, environment
from tuntas.web.admission import WORKERS

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("/", "/lapor/", "/lacak/", "/laporan/", "/laporan/?q=jalan", "/bantuan/", "/statistik/", "/data/kolom/")
HOSTS = [f"pemda{number}.example" for number in range(10)]
PATIENCE = 15.0
"""Seconds until a client gives up: that would be an answer lost."""
ALONE = 15.0
"""Seconds in which is measured what the site can do by itself."""
PROBE_EVERY = 0.25


@dataclass
class Told:
    """What became of the requests of one kind."""

    asked: int = 0
    served: list[float] = field(default_factory=list)
    refused: int = 0
    without_retry: int = 0
    lost: list[str] = field(default_factory=list)

    def summary(self, seconds: float) -> dict[str, float | int]:
        """Numbers for people: rates a second, times in milliseconds."""
        found = sorted(self.served)
        return {
            "asked": self.asked,
            "served": len(found),
            "served_a_second": round(len(found) / seconds, 1),
            "refused": self.refused,
            "refused_without_retry_after": self.without_retry,
            "lost": len(self.lost),
            "median_ms": round(statistics.median(found) * 1000) if found else -1,
            "p95_ms": round(found[int(len(found) * 0.95)] * 1000) if found else -1,
            "p99_ms": round(found[int(len(found) * 0.99)] * 1000) if found else -1,
        }


@dataclass
class Load:
    """Requests to one port."""

    port: int

    async def page(self, told: Told, path: str, host: str = "127.0.0.1") -> None:
        await self._ask(told, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())

    async def filing(self, told: Told, host: str = "127.0.0.1") -> None:
        key = secrets.token_urlsafe(24)
        form = urlencode({**ANSWERS, "key": key, "body": f"Lampu jalan padam di persimpangan {key}"}).encode()
        head = (
            f"POST /lapor/luring/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nAccept: application/json\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n\r\n"
        )
        await self._ask(told, head.encode() + form)

    async def _ask(self, told: Told, data: bytes) -> None:
        told.asked += 1
        began = time.monotonic()
        try:
            answer = await asyncio.wait_for(self._sent(data), PATIENCE)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as failure:
            told.lost.append(type(failure).__name__)
            return
        status = answer[9:12]
        if status in (b"503", b"429"):
            told.refused += 1
            told.without_retry += b"\r\nretry-after:" not in answer.partition(b"\r\n\r\n")[0].lower()
        elif status[:1] in (b"2", b"3"):
            told.served.append(time.monotonic() - began)
        else:
            told.lost.append(status.decode() or "nothing")

    async def _sent(self, data: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(data)
            return await reader.read(-1)
        finally:
            writer.close()


Ask = Callable[[], Awaitable[None]]


async def closed(ask: Ask, clients: int, seconds: float) -> None:
    """So many clients, each asking again as soon as it is answered."""
    until = time.monotonic() + seconds

    async def client() -> None:
        while time.monotonic() < until:
            await ask()

    await asyncio.gather(*(client() for _ in range(clients)))


async def opened(ask: Ask, rate: float, seconds: float) -> None:
    """So many requests a second, whether they are answered or not."""
    began, running = time.monotonic(), set()
    for number in count():
        wait = began + number / rate - time.monotonic()
        if number / rate > seconds:
            break
        if wait > 0:
            await asyncio.sleep(wait)
        running.add(task := asyncio.ensure_future(ask()))
        task.add_done_callback(running.discard)
    await asyncio.gather(*running)


async def measure(port: int, seconds: float, times: float) -> dict[str, object]:
    """The whole run."""
    load, pages = Load(port), cycle(PAGES)
    await closed(lambda: load.page(Told(), next(pages)), 2, 3)
    alone_filing, alone_pages, calm = Told(), Told(), Told()
    await closed(lambda: load.filing(alone_filing), WORKERS, ALONE)
    await closed(lambda: load.page(alone_pages, next(pages)), WORKERS, ALONE)
    await closed(lambda: load.page(calm, "/"), 1, 5)
    filings, reads = len(alone_filing.served) / ALONE, len(alone_pages.served) / ALONE

    filing, reading = Told(), Told()
    await asyncio.gather(
        opened(lambda: load.filing(filing), filings, seconds),
        opened(lambda: load.page(reading, next(pages)), times * reads, seconds),
    )
    normal = await _normal_again(load, statistics.median(calm.served))
    return {
        "alone": {"filing": alone_filing.summary(ALONE), "pages": alone_pages.summary(ALONE), "calm": calm.summary(5)},
        "overload": {
            "seconds": seconds,
            "times": times,
            "filing": filing.summary(seconds),
            "filing_kept": round(len(filing.served) / seconds / filings, 2),
            "pages": reading.summary(seconds),
            "worst_p99_ms": max(filing.summary(1)["p99_ms"], reading.summary(1)["p99_ms"]),
        },
        "normal_again_s": normal,
        "neighbours": await _neighbours(load, reads),
    }


async def _normal_again(load: Load, usual: float) -> float:
    """Seconds until the first of five pages in a row that take no longer than twice the usual; -1: not in a minute."""
    began, good, since = time.monotonic(), 0, 0.0
    while time.monotonic() - began < 60:
        told = Told()
        since = since if good else time.monotonic() - began
        await load.page(told, "/")
        good = good + 1 if told.served and told.served[0] < 2 * usual else 0
        if good == 5:
            return round(since, 1)
        await asyncio.sleep(PROBE_EVERY)
    return -1.0


async def _neighbours(load: Load, reads: float) -> dict[str, object]:
    """Nine governments ask for half of what the site can do; then the tenth asks nine times that."""
    before, during, busy = Told(), Told(), Told()
    pages, hosts = cycle(PAGES), _hosts()
    rate, seconds = reads / 2, 20.0
    await opened(lambda: load.page(before, next(pages), next(hosts)), rate, seconds)
    await asyncio.gather(
        opened(lambda: load.page(during, next(pages), next(hosts)), rate, seconds),
        opened(lambda: load.page(busy, next(pages), HOSTS[0]), 9 * rate, seconds),
    )
    told = {"before": before.summary(seconds), "during": during.summary(seconds), "busy": busy.summary(seconds)}
    slower = told["during"]["median_ms"] / told["before"]["median_ms"]
    return {**told, "slower_by": round(slower, 2), "slower_by_p95": _times(told, "p95_ms")}


def _times(told: dict[str, dict[str, float | int]], name: str) -> float:
    return round(told["during"][name] / told["before"][name], 2)


def _hosts() -> Iterator[str]:
    return cycle(HOSTS[1:])


def main() -> int:
    """Start, measure, print, keep."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--times", type=float, default=10)
    options.add_argument("--to")
    given = options.parse_args()
    home = Path(tempfile.mkdtemp(prefix="tuntas-overload-"))
    address = os.environ.get("TUNTAS_DATABASE_URL", "")
    own = {"TUNTAS_HOSTS": ",".join(["127.0.0.1", *HOSTS]), "TUNTAS_FILINGS_AT_ONCE": "100000000"}
    env = environment(home, address, **own, PYTHONPATH=f"{ROOT / 'src'}:{ROOT}")
    subprocess.run([sys.executable, *TOUR], env=env, check=True)
    site = Site(env)
    try:
        site.wait()
        found = asyncio.run(measure(site.port, given.seconds, given.times))
        alive = site.process.poll() is None
    finally:
        site.end()
    facts = {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "engine": "postgresql" if address else "sqlite",
        "web_processes": 1,
        "threads": WORKERS,
        "alive": alive,
        **found,
    }
    text = json.dumps(facts, indent=1)
    if given.to:
        Path(given.to).write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
