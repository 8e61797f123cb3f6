"""The matrix of doors: reads doors.txt, walks the URL map, sends each request, and says what deviates."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.signals import request_finished
from django.db import close_old_connections, connection, transaction
from django.http import HttpRequest, HttpResponseBase
from django.test import RequestFactory
from django.test.client import ClientHandler
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from pypdf import PdfReader

from tests.kernels.places import EVERYBODY, Place
from tests.test_conventions import _routes

TABLE = Path(__file__).parent / "doors.txt"
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
STRANGERS = ("nobody", "siti", "joko")
ASKED = {"figure_reports": "?angka=received", "oversight_marked": "?tanda=RESPONSE_LATE"}
"""What an address needs to be one at all."""
ARGUMENTS = {
    "account_reset_password_from_key": {"uidb36": "1", "key": "a-b"},
    "data_reports": {"year": "2025", "ending": "csv"},
    "desk_act": {"slug": "catatan"},
    "mfa_remove_webauthn": {"pk": "4711"},
    "mfa_edit_webauthn": {"pk": "4711"},
    "track_one": {"reference": "7F3K9Q2C"},
}
SENT = {"oversight_examination": {"langkah": "periksa"}, "desk_bulk": {"langkah": "tanda"}, "desk_act": {}}
_MASKS = (
    re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(rb"nonce-?[^'\"; ]*"),
)


@dataclass
class Table:
    """The file, read: door by address, readers by thing, readers by word."""

    doors: dict[str, "Door"] = field(default_factory=dict)
    things: dict[str, dict[str, "Thing"]] = field(default_factory=dict)
    words: dict[str, set[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Door:
    """One address: its methods (all when empty), who is let in, and which kind of thing it opens."""

    methods: frozenset[str]
    people: frozenset[str]
    kind: str


@dataclass(frozen=True)
class Thing:
    """For whom one thing exists, and who is refused with a word (for these methods; all when empty)."""

    people: frozenset[str]
    refused: frozenset[str]
    methods: frozenset[str]


def read(text: str) -> Table:
    groups: dict[str, set[str]] = {}
    table, section = Table(), ""
    for line in filter(None, (line.split("#")[0].strip() for line in text.splitlines())):
        if line.startswith("@"):
            name, people = line.split("=")
            groups[name.strip()] = set(people.split())
        elif line.startswith("["):
            section = line.strip("[]")
        else:
            _row(table, section, [cell.strip() for cell in line.split("|")], groups)
    return table


def _row(table: Table, section: str, cells: list[str], groups: dict[str, set[str]]) -> None:
    if section == "addresses":
        methods = frozenset() if cells[1] == "*" else frozenset(cells[1].split())
        door = Door(methods, _people(cells[2], groups), cells[3] if len(cells) > 3 else "")
        for name in cells[0].split():
            assert name not in table.doors, f"{name} stands twice in doors.txt"
            table.doors[name] = door
    elif section == "things":
        kind, which = cells[0].split(".")
        words = cells[2].split() if len(cells) > 2 else []
        methods = frozenset(word for word in words if word in METHODS)
        refused = _people(" ".join(word for word in words if word not in METHODS), groups)
        table.things.setdefault(kind, {})[which] = Thing(_people(cells[1], groups), refused, methods)
    else:
        table.words[cells[0]] = set(_people(cells[1], groups))


def _people(cell: str, groups: dict[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    for word in cell.split():
        found |= groups[word] if word.startswith("@") else set() if word == "-" else {word}
    assert found <= {*EVERYBODY}, found
    return frozenset(found)


def addresses() -> list[str]:
    """The name of every route of the URL map, those of allauth, too."""
    return sorted(name for _route, name in _routes(get_resolver()))


@dataclass(frozen=True)
class Ask:
    """One cell of the matrix."""

    name: str
    method: str
    who: str
    which: str


def cells(table: Table) -> Iterator[Ask]:
    """Every address x method x person x thing."""
    for name in addresses():
        door = table.doors[name]
        for method in METHODS:
            for who in EVERYBODY:
                # Where the method itself is refused, or the person at the door, one foreign thing stands for all.
                for which in table.things[door.kind] if door.kind else ("",):
                    yield Ask(name, method, who, which)


@dataclass
class Answer:
    """What came back."""

    status: int
    place: str
    body: bytes
    headers: dict[str, str]
    queries: int = 0


class Asking:
    """Sends requests without a browser between, each undone afterwards."""

    def __init__(self, place: Place, *, csrf: bool = False) -> None:
        self.place, self.make = place, RequestFactory()
        self.handler = ClientHandler(enforce_csrf_checks=csrf)
        self.handler.load_middleware()

    def address(self, ask: Ask, door: Door) -> str:
        """The address with what this thing puts into it."""
        words = {**ARGUMENTS.get(ask.name, {}), **(self.place.things[door.kind][ask.which] if door.kind else {})}
        for space in ("", "web:"):
            try:
                return reverse(f"{space}{ask.name}", kwargs=words) + ASKED.get(ask.name, "")
            except Exception:  # the other name space
                continue
        raise LookupError(f"{ask.name} {words}: no address")

    def get(self, address: str, who: str) -> Answer:
        """What this person reads at an address, its queries counted."""
        return self._sent(self.make.get(address, **self._as(who)), counting=True)

    def send(self, ask: Ask, door: Door, *, counting: bool = False) -> Answer:
        """One request in a savepoint that is rolled back."""
        data = {"data": SENT.get(ask.name, {})} if ask.method == "POST" else {}
        request = getattr(self.make, ask.method.lower())(self.address(ask, door), **data, **self._as(ask.who))
        return self._sent(request, counting=counting)

    def _as(self, who: str) -> dict[str, str]:
        return {"HTTP_COOKIE": self.place.cookies[who], "REMOTE_ADDR": "127.0.0.1"}

    def _sent(self, request: HttpRequest, *, counting: bool) -> Answer:
        mark = transaction.savepoint()
        try:
            if not counting:
                return _answer(self.handler(request.environ))
            with CaptureQueriesContext(connection) as seen:
                answer = _answer(self.handler(request.environ))
            answer.queries = len(seen)
            return answer
        finally:
            transaction.savepoint_rollback(mark)


def _answer(response: HttpResponseBase) -> Answer:
    body = response.getvalue()
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    answer = Answer(response.status_code, headers.get("Location", ""), body, headers)
    # As the client of the tests does: else the end of a request closes a connection that is inside a transaction.
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)
    return answer


def masked(answer: Answer, address: str) -> tuple[int, dict[str, str], bytes, int]:
    """What two answers must have in common to tell the same: all but tokens of this one request."""
    body = answer.body.replace(address.encode(), b"")
    for mask in _MASKS:
        body = mask.sub(b"", body)
    return answer.status, answer.headers, body, answer.queries


def judged(ask: Ask, door: Door, table: Table, answer: Answer) -> str:
    """What is wrong with the answer, or nothing."""
    status = answer.status
    if door.methods and ask.method not in door.methods:
        return "" if status == 405 else f"{status}, not 405"
    if ask.who not in door.people:
        return "" if _turned_away(ask, door, answer) else f"{status} {answer.place}: got in"
    thing = table.things[door.kind][ask.which] if door.kind else None
    if thing and ask.who in thing.refused and (not thing.methods or ask.method in thing.methods):
        return "" if status in (403, 404, 409, 410, 422) else f"{status}: not refused"
    if thing and ask.who not in thing.people | thing.refused:
        return "" if status == 404 or (status == 302 and ask.which == "nonsense") else f"{status}: exists"
    if not door.methods:
        return "" if status < 500 else f"{status}: broken"
    if ask.name in TOLD_BY_STATUS and status == 503:
        return ""
    done = (200, 302) if ask.method != "POST" else (200, 201, 302, 400, 409, 422, 429)
    return "" if status in done and not _led_away(answer) else f"{status} {answer.place}: kept out"


def _turned_away(ask: Ask, door: Door, answer: Answer) -> bool:
    if "siti" in door.people:  # the pages of the own report: to the form that asks for the code
        return answer.status == 302 and answer.place == reverse("web:track")
    if ask.who in STRANGERS:
        signed_out = answer.status == 403 and ask.method == "POST" and b"Masuk" in answer.body
        return signed_out or _led_away(answer) or (not door.methods and answer.status in (403, 404, 405))
    if ask.who == "gone":
        return answer.status in (403, 404)
    return answer.status == 404


def _led_away(answer: Answer) -> bool:
    return answer.status == 302 and answer.place.startswith(reverse(settings.LOGIN_URL))


def foreign(ask: Ask, door: Door, table: Table) -> bool:
    """Whether the door lets the person in and the thing must not exist for the person."""
    if not door.kind or ask.who not in door.people or ask.method not in (door.methods & {"GET", "POST"}):
        return False
    thing = table.things[door.kind][ask.which]
    return ask.who not in thing.people | thing.refused


OWN_CONTACT = ("track_data", "track_data_file", "track_data_contact", "track_data_request")
"""Where a reporter reads what is held about oneself; another report's code leads to another contact."""
TOLD_BY_STATUS = ("ready", "well")
"""503 is an answer of theirs."""


def overheard(ask: Ask, table: Table, place: Place, answer: Answer) -> list[str]:
    """The words in the answer that this person must not read."""
    if ask.method == "HEAD" or not answer.body:
        return []
    text, own = _text(answer), ("name", "phone", "mail") if ask.name in OWN_CONTACT else ()
    return [
        marker for marker, words in place.words.items() if ask.who not in table.words[marker] and marker not in own
        if any(word.encode().lower() in text for word in words)
    ]  # fmt: skip


def _text(answer: Answer) -> bytes:
    body, kind = answer.body, answer.headers.get("Content-Type", "")
    if body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return b"\n".join(_text(Answer(200, "", packed.read(name), {})) for name in packed.namelist()).lower()
    if body[:5] == b"%PDF-" or kind == "application/pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).encode().lower()
    return body.lower()


def told(counted: Counter[str], table: Table) -> str:
    """The figures a run prints."""
    return (
        f"doors: {len(addresses())} addresses (100 % of the map) x {len(METHODS)} methods x {len(EVERYBODY)} people "
        f"x things = {counted['cells']} cells, {counted['sent']} requests; {counted['foreign']} foreign things equal "
        f"an unknown one byte for byte; {counted['searched']} answers searched for {len(table.words)} kinds of words"
    )
