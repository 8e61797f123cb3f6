"""Who is served first when more is asked of this process than it can do, and who is asked to come back.

A few threads do all the work, each with its own connection of the database; everybody else waits here, outside of
Django. Whoever sends a report goes first; then the government with the least in work, so that a busy one slows itself;
then whoever reads, before whoever searches or exports. Whoever would wait too long hears 503 with Retry-After, and
what was typed stays in the form. `benchmarks/overload.py` measures it.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, cast

from django.conf import settings
from django.db import connections

logger = logging.getLogger(__name__)

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class Lane(IntEnum):
    """What a request is for; the lower the earlier."""

    FILING = 0
    READING = 1
    SEARCHING = 2


WORKERS = 2
"""Requests one process works on at once: Python runs one of them, the others wait for the database. With more, each
takes as much longer; a site that wants more of a machine starts more processes."""
WAITING = 48
"""Requests one process lets wait, about as many as it serves within their patience. With one more, somebody of
the government with most of them is asked to come back: who searches before who reads, who came last first."""
TAKEN_IN = 256
"""Requests one process takes from the network at once: enough to tell the others at once to come back."""
SEARCHERS = 1
"""Threads that may search, count and export at the same time."""
PATIENCE = {Lane.FILING: 1.2, Lane.READING: 1.0, Lane.SEARCHING: 0.5}
"""Seconds somebody waits for a thread before being asked to come back."""
TURN = 8
"""Every so many requests whoever waits longest is next, so that nobody is passed over for ever."""
SOONEST, SPREAD = 5, 10
"""Seconds in Retry-After: not the same for all, or all would come back together."""
CROWD, RECENT = 8, 1.0
"""With so many waiting for one government, and another one served within so many seconds, the first takes its turn."""
QUIET = 60.0
"""Seconds between two lines in the log about it."""

_ALIVE = "/healthz"
"""Reads no database, and is answered whatever else happens."""
_FIRST = ("/static/", "/sehat/", "/readyz")
"""Cheap. Not let past: each of the server's many threads would keep a connection of the database."""
_FILING = ("/lapor/", "/meja/dampingi/", "/meja/laporan-baru/")
_SEARCHING = (
    "/laporan/",
    "/statistik/",
    "/data/",
    "/peta/",
    "/meja/statistik/",
    "/meja/pelapor/",
    "/pengawas/",
    "/sitemap.xml",
    "/api/",
)
_ENDS = (".pdf", ".zip", ".xlsx", ".csv", ".parquet")

PAGE = """<!doctype html><html lang="id"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sedang ramai</title><h1>Sedang ramai</h1>
<p>Layanan sedang menerima lebih banyak permintaan daripada yang dapat dilayani. {again}</p>
<p lang="en">The service is being asked for more than it can do. {again_en}</p></html>"""


_SEND_AGAIN = (
    "Kembali ke halaman tadi: yang Anda tulis masih ada. Kirim lagi sebentar lagi.",
    "Go back: what you wrote is still there. Send it again in a moment.",
)
_LOAD_AGAIN = ("Muat ulang sebentar lagi.", "Load the page again in a moment.")


@dataclass(eq=False)
class _Job:
    """One request that waits for a thread, or is being worked on."""

    lane: Lane
    host: str
    work: Callable[[], None]
    came: float
    started: bool = False
    refused: bool = False
    done: threading.Event = field(default_factory=threading.Event)


class Admission:
    """The WSGI application in front of Django."""

    def __init__(self, application: Application, *, workers: int = WORKERS, waiting: int = WAITING) -> None:
        self._application, self._most_waiting = application, waiting
        self._turn, self._told, self._refused = 0, time.monotonic(), Counter[Lane]()
        self._waiting: list[_Job] = []
        self._hosts, self._lanes = Counter[str](), Counter[Lane]()
        self._seen: dict[str, float] = {}
        self._changed = threading.Condition()
        for number in range(workers):
            threading.Thread(target=self._work, name=f"tuntas-{number}", daemon=True).start()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        lane = lane_of(environ)
        if lane is None:
            return self._application(environ, start_response)
        answer = _Answer(self._application, environ)
        job = _Job(lane, host_of(environ), answer.make, time.monotonic())
        if not self._served(job):
            return _come_back(environ, start_response)
        return answer.give(start_response, lambda: self._leave(job))

    def _served(self, job: _Job) -> bool:
        """Whether a thread took it within its patience; then it is done, too."""
        with self._changed:
            self._waiting.append(job)
            if len(self._waiting) > self._most_waiting:
                self._refuse(self._last())
            self._changed.notify()
        if not job.done.wait(PATIENCE[job.lane]):
            with self._changed:
                if not job.started and not job.refused:
                    self._refuse(job)
            job.done.wait()
        return not job.refused

    def _last(self) -> _Job:
        """Of all who wait, the one who is asked to come back."""
        asked = Counter(job.host for job in self._waiting)
        return max(self._waiting, key=lambda job: (job.lane > Lane.FILING, asked[job.host], job.lane, job.came))

    def _refuse(self, job: _Job) -> None:
        self._waiting.remove(job)
        job.refused = True
        job.done.set()
        self._refused[job.lane] += 1
        now = time.monotonic()
        if now - self._told > QUIET:
            counts = ", ".join(f"{lane.name.lower()} {count}" for lane, count in sorted(self._refused.items()))
            logger.warning("asked to come back later: %s", counts)
            self._told = now
            self._refused.clear()

    def _work(self) -> None:
        while True:
            with self._changed:
                while (job := self._next()) is None:
                    self._changed.wait()
                self._waiting.remove(job)
                job.started = True
                self._seen[job.host] = time.monotonic()
                self._lanes[job.lane] += 1
                self._hosts[job.host] += 1
            job.work()
            job.done.set()

    def _next(self) -> _Job | None:
        """Who is served next, if anybody may be."""
        able = [job for job in self._waiting if job.lane < Lane.SEARCHING or self._lanes[job.lane] < SEARCHERS]
        if not able:
            return None
        if (self._turn + 1) % TURN:
            crowd = self._crowd()
            others = [job for job in able if job.host != crowd or job.lane == Lane.FILING]
            if not others and +self._hosts:
                return None
            chosen = min(
                others or able, key=lambda job: (job.lane > Lane.FILING, self._hosts[job.host], job.lane, job.came)
            )
        else:
            chosen = able[0]
        self._turn += 1
        return chosen

    def _crowd(self) -> str | None:
        """The government that so many wait for that it begins nothing while another one is served."""
        asked = Counter(job.host for job in self._waiting if job.lane > Lane.FILING)
        host, count = next(iter(asked.most_common(1)), ("", 0))
        since = time.monotonic() - RECENT
        return host if count >= CROWD and any(at > since for name, at in self._seen.items() if name != host) else None

    def _leave(self, job: _Job) -> None:
        """The answer is out: the next may search, and its government has one less in work."""
        with self._changed:
            self._lanes[job.lane] -= 1
            self._hosts -= Counter({job.host: 1})
            self._changed.notify_all()


class _Answer:
    """What Django answers: made by a thread of ours, given by the server's own."""

    def __init__(self, application: Application, environ: Environ) -> None:
        self._application, self._environ = application, environ
        self._said: list[tuple[Any, ...]] = []
        self._body: Iterable[bytes] = ()
        self._failure: BaseException | None = None

    def make(self) -> None:
        """Never raises: whatever went wrong is raised where the server waits for it."""
        try:
            body = self._application(self._environ, lambda *said: self._said.append(said))
            self._body = body if getattr(body, "streaming", False) else _whole(body)
        except BaseException as failure:
            self._failure = failure

    def give(self, start_response: StartResponse, leave: Callable[[], None]) -> Iterable[bytes]:
        """Status and headers at once; the place is kept until the last byte of a body that is made on the way."""
        if self._failure is not None:
            leave()
            raise self._failure
        for said in self._said:
            start_response(*said)
        if isinstance(self._body, list):
            leave()
            return self._body
        return _Flow(self._body, leave)


class _Flow:
    """A body that is made while it is sent, in the thread that sends it."""

    def __init__(self, body: Iterable[bytes], leave: Callable[[], None]) -> None:
        self._body, self._leave = body, leave

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

    def close(self) -> None:
        """Called once by the server, also when whoever asked has gone."""
        try:
            cast(Any, self._body).close()
        finally:
            # The server has many such threads: none keeps a connection of the database for itself.
            connections.close_all()
            self._leave()


def _whole(body: Iterable[bytes]) -> list[bytes]:
    try:
        return [b"".join(body)]
    finally:
        if close := getattr(body, "close", None):
            close()


def lane_of(environ: Environ) -> Lane | None:
    """What the request is for; None for what needs no thread of ours."""
    path: str = environ["PATH_INFO"]
    if path == _ALIVE:
        return None
    if path.startswith(_FIRST) or (environ["REQUEST_METHOD"] == "POST" and path.startswith(_FILING)):
        return Lane.FILING
    searching = path.startswith(_SEARCHING) or path.endswith(_ENDS) or "q=" in environ.get("QUERY_STRING", "")
    return Lane.SEARCHING if searching else Lane.READING


def host_of(environ: Environ) -> str:
    """The government asked for, by its host name; all names that are not ours count as one."""
    host = str(environ.get("HTTP_HOST", "")).rsplit(":", 1)[0].lower()
    return host if host in settings.ALLOWED_HOSTS else ""


def _come_back(environ: Environ, start_response: StartResponse) -> list[bytes]:
    """503, with nothing read and nothing kept of the request."""
    typed = environ["REQUEST_METHOD"] not in ("GET", "HEAD")
    again, again_en = _SEND_AGAIN if typed else _LOAD_AGAIN
    body = PAGE.format(again=again, again_en=again_en).encode()
    after = SOONEST + time.monotonic_ns() % SPREAD
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Retry-After", str(after)),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
    ]
    start_response("503 Service Unavailable", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
