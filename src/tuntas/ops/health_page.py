"""The health page of whoever runs the installation, and the addresses that say only ok or not ok."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuntas.kernel import clock
from tuntas.ops import checking, health
from tuntas.web.manage_door import Managing, keeping, moment, page


@require_safe
@keeping
def health_of_all(request: HttpRequest, here: Managing) -> HttpResponse:
    """What is wrong or weak, what to do, and how long the queues are. For whoever runs the installation."""
    if not here.shared:
        raise Http404
    language = get_language() or "id"
    found = [(fault.code, fault.said(language)) for fault in checking.faults_of(here.watch.at, deploy=True)]
    rows = [{"label": number.label, "value": _said(number.value, here)} for number in health.numbers()]
    return page(request, here, "health", faults=found, rows=rows)


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """A process answers; nothing else is asked."""
    return _plain(True)


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """A report sent now would be taken in: for whatever spreads requests over machines."""
    return _plain(health.answers.ready(clock.now()))


@require_safe
def well(request: HttpRequest) -> HttpResponse:
    """Nothing is wrong for which somebody should be woken: for a monitor. What is wrong stands on the health page."""
    return _plain(health.answers.well(clock.now()))


def _plain(good: bool) -> HttpResponse:
    answer = HttpResponse("ok\n" if good else "not ok\n", content_type="text/plain; charset=utf-8")
    answer.status_code = 200 if good else 503
    answer["Cache-Control"] = "no-store"
    return answer


def _said(value: int | str | datetime | None, here: Managing) -> str:
    if value is None:
        return _("belum pernah")
    return moment(value, here.government) if isinstance(value, datetime) else str(value)
