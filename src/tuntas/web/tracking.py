"""Proving that a report is one's own: number and access code, wrong tries counted without storing who tried.

A right code always opens the report, also while wrong tries are held back: otherwise anybody who knows a public
number could lock its reporter out. Guessing is hopeless anyway (113 bits); the throttle keeps the noise down.
"""

import hashlib
import hmac
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from threading import Lock
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Reporter
from tuntas.kernel.references import code_hash, read_access_code, read_reference
from tuntas.kernel.refusals import NotFound, TooMany
from tuntas.reports.access import visible_to
from tuntas.reports.actions.submit import promised
from tuntas.reports.models import Report

SESSION_KEY = "report_id"
WINDOW = timedelta(minutes=15)
TRIES = 5
TRIES_OF_ALL = 300
_REMEMBERED = 10_000


class WrongCode(NotFound):
    """The number and the code do not belong together; which of them is wrong is not said."""

    code = "wrong_code"
    sentence = _("Nomor laporan dan kode akses ini tidak cocok. Periksa keduanya pada tanda terima Anda.")


class Throttle:
    """Counts wrong tries of the last `WINDOW` by number and in all, in this process alone.

    Numbers are kept under a keyed hash, addresses not at all.
    """

    def __init__(self) -> None:
        self._tries: OrderedDict[bytes, deque[datetime]] = OrderedDict()
        self._all: deque[datetime] = deque()
        self._lock = Lock()

    def wrong(self, reference: str, at: datetime) -> None:
        """Note a wrong try. Raises TooMany when there were too many."""
        mark = hmac.digest(settings.SECRET_KEY.encode(), reference.encode(), hashlib.sha256)
        with self._lock:
            mine = self._tries.pop(mark, deque())
            for tries in (mine, self._all):
                _forget(tries, at)
            full = len(mine) >= TRIES or len(self._all) >= TRIES_OF_ALL
            if not full:
                mine.append(at)
                self._all.append(at)
            self._tries[mark] = mine
            while len(self._tries) > _REMEMBERED:
                self._tries.popitem(last=False)
        if full:
            raise TooMany(minutes=WINDOW // timedelta(minutes=1))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._tries.clear()
            self._all.clear()


def _forget(tries: deque[datetime], at: datetime) -> None:
    while tries and tries[0] <= at - WINDOW:
        tries.popleft()


throttle = Throttle()


def prove(reference: str, code: str, *, at: datetime) -> Report:
    """The report that number and code, as typed, open. Raises Invalid on a slip, WrongCode, TooMany."""
    number, secret = read_reference(reference), read_access_code(code)
    # The code is the proof that makes one the reporter; from here on the report is read as that reporter.
    mine = Report.objects.filter(code_hash=code_hash(secret))
    found = mine.filter(reference=number).values_list("pk", flat=True).first() or promised(mine, number)
    if found is None:
        throttle.wrong(number, at)
        raise WrongCode()
    return own_report(found)


def own_report(report_id: UUID) -> Report:
    """The report as its reporter sees it, with what its page names. Raises NotFound."""
    rows = visible_to(Reporter(report_id)).select_related("agency", "tenant", "topic", "unit", "region", "master")
    report = rows.first()
    if report is None:
        raise NotFound()
    return report


def enter(request: HttpRequest, report: Report) -> None:
    """Remember the proof in the session, under a fresh session key."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = str(report.pk)


def leave(request: HttpRequest) -> None:
    """Forget the proof; an officer's login in the same browser stays."""
    request.session.pop(SESSION_KEY, None)
    if request.session.is_empty() or not request.session.keys():
        request.session.flush()


def proved(request: HttpRequest) -> Report | None:
    """The report opened in this session, or None."""
    held = request.session.get(SESSION_KEY)
    try:
        return own_report(UUID(held)) if held else None
    except (NotFound, ValueError):
        return None


OwnView = Callable[..., HttpResponseBase]
Answer = TypeVar("Answer", bound=HttpResponseBase)


def for_reporter(view: OwnView) -> OwnView:
    """Only for whoever proved the code in this session; gives the view the report, keeps the answer private."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        report = proved(request)
        if report is None:
            return redirect("web:track")
        return kept_private(view(request, report, *args, **kwargs))

    return guarded


def kept_private(answer: Answer) -> Answer:
    """No cache keeps it and no search engine lists it."""
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer
