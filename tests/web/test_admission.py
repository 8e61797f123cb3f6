"""More is asked than can be done: who goes first, who is asked to come back, and that nobody is forgotten."""

import threading
import time
from contextlib import contextmanager

import pytest

from tuntas.web import admission
from tuntas.web.admission import Admission, Lane, lane_of

pytestmark = pytest.mark.one_engine


class Site:
    """An application whose every request waits at its own door, and what was asked of it, in order."""

    def __init__(self) -> None:
        self.began: list[str] = []
        self.doors: dict[str, threading.Event] = {}
        self.changed = threading.Condition()

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        with self.changed:
            door = self.doors.setdefault(path, threading.Event())
            self.began.append(path)
            self.changed.notify_all()
        assert door.wait(5)
        start_response("200 OK", [("X-Path", path)])
        return [path.encode()]

    def open(self, *paths: str) -> None:
        with self.changed:
            for path in paths:
                self.doors.setdefault(path, threading.Event()).set()

    def wait_for(self, count: int, patience: float = 5) -> list[str]:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.began) >= count, timeout=patience), self.began
            return list(self.began)


class Asked:
    """A request in a thread of its own, as the server makes it."""

    def __init__(self, gate: Admission, path: str, host: str = "testserver", method: str = "GET") -> None:
        self.status, self.headers, self.body = "", {}, b""
        self.environ = {"PATH_INFO": path, "HTTP_HOST": host, "REQUEST_METHOD": method, "QUERY_STRING": ""}
        self.thread = threading.Thread(target=self._ask, args=(gate,))
        self.thread.start()

    def _ask(self, gate: Admission) -> None:
        body = gate(self.environ, self._started)
        self.body = b"".join(body)
        if hasattr(body, "close"):
            body.close()

    def _started(self, status: str, headers: list[tuple[str, str]], *_rest: object) -> None:
        self.status, self.headers = status, dict(headers)

    def answer(self) -> str:
        self.thread.join(5)
        return self.status.partition(" ")[0]


def queued(gate: Admission, count: int) -> None:
    until = time.monotonic() + 5
    while len(gate._waiting) < count:
        assert time.monotonic() < until
        time.sleep(0.005)


@pytest.fixture
def patient(monkeypatch):
    """Nobody is sent away while the test arranges who waits."""
    monkeypatch.setattr(admission, "PATIENCE", dict.fromkeys(Lane, 5.0))


@contextmanager
def busy(site: Site, gate: Admission):
    """All threads at work until the block ends."""
    first = Asked(gate, "/0/")
    site.wait_for(1)
    yield
    site.open("/0/")
    assert first.answer() == "200"


def test_whoever_files_goes_before_who_reads_and_they_before_who_searches(patient):
    site = Site()
    gate = Admission(site, workers=1)
    paths = ["/laporan/", "/meja/", "/lapor/"]
    site.open(*paths)
    with busy(site, gate):
        asked = []
        for count, path in enumerate(paths, 1):
            asked.append(Asked(gate, path, method="POST"))
            queued(gate, count)
    assert [one.answer() for one in asked] == ["200"] * 3
    assert site.began == ["/0/", "/lapor/", "/meja/", "/laporan/"]
    assert [(one.body, one.headers["X-Path"]) for one in asked] == [(path.encode(), path) for path in paths]


def test_the_government_with_least_in_work_goes_first(patient, settings):
    settings.ALLOWED_HOSTS = ["besar.example", "kecil.example"]
    site = Site()
    gate = Admission(site, workers=2)
    running = [Asked(gate, f"/{n}/", "besar.example") for n in (1, 2)]
    site.wait_for(2)
    waiting = [Asked(gate, "/besar/", "besar.example")]
    queued(gate, 1)
    waiting.append(Asked(gate, "/kecil/", "kecil.example:443"))
    queued(gate, 2)
    site.open("/1/")
    assert site.wait_for(3)[2] == "/kecil/"
    site.open("/2/", "/besar/", "/kecil/")
    assert [one.answer() for one in [*running, *waiting]] == ["200"] * 4


def test_a_crowd_begins_nothing_while_another_government_is_served(patient, monkeypatch, settings):
    settings.ALLOWED_HOSTS = ["besar.example", "kecil.example"]
    monkeypatch.setattr(admission, "CROWD", 2)
    site = Site()
    gate = Admission(site, workers=2)
    small, large = Asked(gate, "/kecil/", "kecil.example"), Asked(gate, "/besar/0/", "besar.example")
    site.wait_for(2)
    crowd = []
    for count in (1, 2, 3):
        crowd.append(Asked(gate, f"/besar/{count}/", "besar.example"))
        queued(gate, count)
    site.open("/besar/0/")
    assert large.answer() == "200"
    with pytest.raises(AssertionError):
        site.wait_for(3, patience=0.1)
    site.open("/kecil/", "/besar/1/", "/besar/2/", "/besar/3/")
    assert [one.answer() for one in [small, *crowd]] == ["200"] * 4


def test_invented_names_of_hosts_buy_nothing(settings):
    settings.ALLOWED_HOSTS = ["besar.example"]
    names = ("besar.example:8000", "BESAR.example", "x1.example", "x2.example", "")
    assert [admission.host_of({"HTTP_HOST": name}) for name in names] == ["besar.example", "besar.example", "", "", ""]


def test_searching_never_takes_all_threads(patient, monkeypatch):
    monkeypatch.setattr(admission, "SEARCHERS", 1)
    site = Site()
    gate = Admission(site, workers=2)
    searching = [Asked(gate, f"/laporan/{n}/") for n in (1, 2)]
    site.wait_for(1)
    queued(gate, 1)
    reading = Asked(gate, "/meja/")
    site.open("/meja/")
    assert reading.answer() == "200"
    assert site.began[1:] == ["/meja/"]
    site.open("/laporan/1/", "/laporan/2/")
    assert [one.answer() for one in searching] == ["200"] * 2


def test_whoever_waits_longest_has_a_turn(patient, monkeypatch):
    monkeypatch.setattr(admission, "TURN", 2)
    site = Site()
    gate = Admission(site, workers=1)
    site.open("/meja/", "/lapor/")
    with busy(site, gate):
        reading = Asked(gate, "/meja/")
        queued(gate, 1)
        filing = Asked(gate, "/lapor/", method="POST")
        queued(gate, 2)
    assert (reading.answer(), filing.answer()) == ("200", "200")
    assert site.began == ["/0/", "/meja/", "/lapor/"]


@pytest.mark.parametrize(("method", "said"), [("GET", b"Muat ulang"), ("POST", b"yang Anda tulis masih ada")])
def test_whoever_would_wait_too_long_is_told_when_to_come_back(monkeypatch, method, said):
    monkeypatch.setattr(admission, "PATIENCE", dict.fromkeys(Lane, 0.05))
    site = Site()
    gate = Admission(site, workers=1)
    with busy(site, gate):
        late = Asked(gate, "/lapor/", method=method)
        assert late.answer() == "503"
    assert admission.SOONEST <= int(late.headers["Retry-After"]) < admission.SOONEST + admission.SPREAD
    assert (late.headers["Cache-Control"], said in late.body) == ("no-store", True)
    assert int(late.headers["Content-Length"]) == len(late.body)
    site.open("/lapor/")
    assert Asked(gate, "/lapor/").answer() == "200"
    assert site.began == ["/0/", "/lapor/"]


def test_with_too_many_waiting_nobody_else_is_let_wait(patient):
    site = Site()
    gate = Admission(site, workers=1, waiting=1)
    with busy(site, gate):
        one = Asked(gate, "/meja/", method="POST")
        queued(gate, 1)
        began = time.monotonic()
        assert Asked(gate, "/meja/2/").answer() == "503"
        filing = Asked(gate, "/lapor/", method="POST")
        assert one.answer() == "503"
        assert time.monotonic() - began < 1
        site.open("/lapor/")
    assert filing.answer() == "200"
    assert site.began == ["/0/", "/lapor/"]


def test_of_those_who_wait_the_busy_government_is_asked_to_come_back(patient, settings):
    settings.ALLOWED_HOSTS = ["besar.example", "kecil.example"]
    site = Site()
    gate = Admission(site, workers=1, waiting=2)
    with busy(site, gate):
        first = Asked(gate, "/laporan/1/", "besar.example")
        queued(gate, 1)
        second = Asked(gate, "/laporan/2/", "besar.example")
        queued(gate, 2)
        small = Asked(gate, "/laporan/", "kecil.example")
        assert second.answer() == "503"
        site.open("/laporan/", "/laporan/1/")
    assert (first.answer(), small.answer()) == ("200", "200")


def test_an_error_reaches_the_server_and_takes_no_thread_with_it():
    def failing(environ, start_response):
        raise ZeroDivisionError

    gate = Admission(failing, workers=1)
    environ = {"PATH_INFO": "/meja/", "HTTP_HOST": "", "REQUEST_METHOD": "GET", "QUERY_STRING": ""}
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            gate(environ, lambda *_: None)
    assert +gate._lanes == {}


class Stream:
    """A body that is made while it is sent."""

    streaming = True

    def __init__(self) -> None:
        self.closed = False

    def __iter__(self):
        yield from (b"a", b"b")

    def close(self):
        self.closed = True


def test_an_export_keeps_its_place_until_its_last_byte_or_until_nobody_reads_on(patient, monkeypatch, db):
    monkeypatch.setattr(admission, "SEARCHERS", 1)
    body = Stream()
    gate = Admission(lambda environ, start_response: body, workers=2)
    environ = {"PATH_INFO": "/data/x.csv", "HTTP_HOST": "", "REQUEST_METHOD": "GET", "QUERY_STRING": ""}
    monkeypatch.setattr(admission.connections, "close_all", lambda: None)
    flow = gate(environ, lambda *_: None)
    second = Asked(gate, "/data/y.csv")
    queued(gate, 1)
    assert (list(flow), len(gate._waiting)) == ([b"a", b"b"], 1)
    flow.close()
    assert body.closed
    second.thread.join(5)
    assert second.body == b"ab"
    assert +gate._lanes == {}


@pytest.mark.parametrize(
    ("path", "query", "lane"),
    [
        ("/static/tuntas/tokens.css", "", Lane.FILING),
        ("/static/tidak-ada.css", "", Lane.FILING),
        ("/readyz", "", Lane.FILING),
        ("/sehat/", "", Lane.FILING),
        ("/healthz", "", None),
        ("/healthz/", "", Lane.READING),
        ("/lapor/", "", Lane.READING),
        ("/", "", Lane.READING),
        ("/lacak/laporan/", "", Lane.READING),
        ("/lacak/laporan/cerita.pdf", "", Lane.SEARCHING),
        ("/meja/", "", Lane.READING),
        ("/meja/", "q=jalan", Lane.SEARCHING),
        ("/laporan/", "topik=jalan", Lane.SEARCHING),
        ("/data/angka/2025.csv", "", Lane.SEARCHING),
        ("/meja/statistik/papan/", "", Lane.SEARCHING),
    ],
)
def test_what_each_request_is_for(path, query, lane):
    assert lane_of({"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": "GET"}) is lane


@pytest.mark.parametrize("path", ["/lapor/", "/lapor/luring/", "/meja/dampingi/", "/meja/laporan-baru/"])
def test_a_report_that_is_sent_goes_first(path):
    assert lane_of({"PATH_INFO": path, "QUERY_STRING": "", "REQUEST_METHOD": "POST"}) is Lane.FILING
