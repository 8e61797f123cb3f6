"""The officers' inbox: one queue at a time, narrowed down by the address, the nearest deadline first."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuntas.accounts.choices import choice_of, views_for
from tuntas.accounts.models import Role
from tuntas.kernel.refusals import Invalid
from tuntas.reports.models import Report
from tuntas.reports.narrowing import narrowed
from tuntas.reports.queries import COUNTED_AT_MOST, QUARANTINE, Queue, counts, cut, queues_of, reports_in, search

from .desk_bulk_acts import acts_for
from .desk_door import at_the_desk
from .desk_filters import Filters, said
from .desk_rows import columns_of, rows_of
from .overseer_door import Watch, frame

PER_PAGE = 50
PAGES_AT_MOST = 40
"""Whoever turns more pages than this must narrow the list down: each page further costs more to find."""
_ENDED = ("-ended_at", "-pk")


@dataclass(frozen=True)
class QueueLink:
    """A queue in the side menu."""

    label: str
    url: str
    count: str
    current: bool


@dataclass(frozen=True)
class ViewLink:
    """A saved view above the list."""

    label: str
    url: str
    shared: bool
    current: bool


@dataclass(frozen=True)
class Asked:
    """What an address of the inbox asks for."""

    queue: Queue
    said: dict[str, str]
    filters: Filters
    watch: Watch

    @property
    def narrow(self) -> bool:
        """Whether more is said than the queue."""
        return bool(self.said.keys() - {"antrean", "urut"})

    def rows(self) -> QuerySet[Report]:
        """The reports, in the order that was asked for."""
        watch, words = self.watch, self.filters.words
        rows = search(watch.officer, words) if words else reports_in(self.queue, watch.officer, watch.at)
        rows = narrowed(rows, self.filters.narrowing, watch.at)
        return rows.order_by("-received_at", "-pk") if self.filters.newest_first else rows

    def url(self, **changes: str) -> str:
        """The same list with something else said."""
        return f"{reverse('web:desk')}?{urlencode({**self.said, **changes})}"


@require_safe
@at_the_desk()
def desk(request: HttpRequest, watch: Watch) -> HttpResponse:
    """The inbox; htmx is answered with the list alone."""
    asked = asked_for(request, watch)
    part = bool(request.htmx) and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    context = _list(asked, _page_number(request.GET.get("hal", "1")))
    if not part:
        current = "" if asked.filters.words else asked.queue.name
        context |= {**desk_frame(watch, current), "views": _views(asked), "contact_search": _handles(watch)}
    response = render(request, "desk/_list.html" if part else "desk/queue.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def asked_for(request: HttpRequest, watch: Watch) -> Asked:
    """What the address says, as far as it can be understood."""
    return asked_for_words(said(request.GET), watch)


def asked_for_words(words: dict[str, str], watch: Watch) -> Asked:
    """The same from words that were already read."""
    return Asked(_chosen(words.get("antrean", ""), watch), words, Filters(words, watch), watch)


def _chosen(name: str, watch: Watch) -> Queue:
    mine = queues_of(watch.officer)
    return next((queue for queue in mine if queue.name == name), mine[0])


def _page_number(typed: str) -> int:
    number = int(typed) if typed.isdecimal() and len(typed) < 6 else 1
    if number > PAGES_AT_MOST:
        sentence = _("Daftar ini terlalu panjang untuk dibuka sampai di sini. Persempit dengan saringan.")
        raise Invalid(sentence, field="hal")
    return max(number, 1)


def _list(asked: Asked, number: int) -> dict[str, object]:
    reports, more = cut(asked.rows().select_related("assignee"), (number - 1) * PER_PAGE, PER_PAGE)
    choice = choice_of(asked.watch.officer)
    columns = columns_of(choice.columns, asked.queue.name)
    return {
        "queue": asked.queue,
        "words": asked.filters.words,
        "filters": asked.filters,
        "narrow": asked.narrow,
        "address": urlencode(asked.said),
        "letter_keys": choice.letter_keys,
        "bulk_acts": acts_for(asked.watch, quarantine=asked.queue.name == QUARANTINE),
        "headings": [str(column.label) for column in columns],
        "rows": rows_of(reports, columns, asked.watch, asked.queue.name),
        "order": _order(asked),
        "page_summary": _("Halaman %(page)d") % {"page": number},
        "previous_url": asked.url(hal=str(number - 1)) if number > 1 else "",
        "next_url": asked.url(hal=str(number + 1)) if more and number < PAGES_AT_MOST else "",
        "reset_url": f"{reverse('web:desk')}?antrean={asked.queue.name}",
    }


def _order(asked: Asked) -> str:
    if asked.filters.newest_first or asked.filters.words:
        return _("Terbaru lebih dulu")
    if asked.queue.order == _ENDED:
        return _("Yang terakhir selesai lebih dulu")
    return _("Diurutkan menurut tenggat terdekat")


def _handles(watch: Watch) -> bool:
    return bool(watch.officer.seats_as(Role.AGENCY_ADMIN, Role.LIAISON, Role.HEAD))


def neighbours(request: HttpRequest, watch: Watch, report: Report) -> dict[str, object]:
    """The reports before and after this one in the queue named by the address, and whether letters are commands.
    Two queries, each one step along the index of the queue."""
    letters: dict[str, object] = {"letter_keys": choice_of(watch.officer).letter_keys}
    name = request.GET.get("antrean", "")
    queue = next((queue for queue in queues_of(watch.officer) if queue.name == name), None)
    if queue is None:
        return letters
    rows = reports_in(queue, watch.officer, watch.at)
    down = queue.order[0].startswith("-")
    field = queue.order[0].lstrip("-")
    after, before = _beyond(field, report, "lt" if down else "gt"), _beyond(field, report, "gt" if down else "lt")
    return {
        **letters,
        "queue_label": str(queue.label),
        "queue_url": f"{reverse('web:desk')}?antrean={queue.name}",
        "next_report_url": _step(rows.filter(after), queue),
        "previous_report_url": _step(rows.filter(before).reverse(), queue),
    }


def queue_in(request: HttpRequest, watch: Watch) -> str:
    """The queue of this officer that the address names, or nothing."""
    name = request.GET.get("antrean", "")
    return name if any(queue.name == name for queue in queues_of(watch.officer)) else ""


def _beyond(field: str, report: Report, side: str) -> Q:
    value = getattr(report, field)
    if value is None:
        return Q(pk__in=[])
    return Q(**{f"{field}__{side}": value}) | Q(**{field: value, f"pk__{side}": report.pk})


def _step(rows: QuerySet[Report], queue: Queue) -> str:
    reference = rows.values_list("reference", flat=True).first()
    if reference is None:
        return ""
    return f"{reverse('web:desk_report', args=[reference])}?antrean={queue.name}"


def _views(asked: Asked) -> list[ViewLink]:
    here = urlencode(asked.said)
    return [
        ViewLink(view.name, f"{reverse('web:desk')}?{view.query}", view.institution_id is not None, view.query == here)
        for view in views_for(asked.watch.officer)
    ]


def desk_frame(watch: Watch, current: str) -> dict[str, object]:
    """What base_desk.html needs on every page of the desk: the queues, `current` being the one that is open."""
    found = counts(watch.officer, watch.at)
    links = [
        QueueLink(str(q.label), f"{reverse('web:desk')}?antrean={q.name}", _counted(found[q.name]), q.name == current)
        for q in queues_of(watch.officer)
    ]
    return {**frame(watch, "web:desk"), "queues": links}


def _counted(number: int) -> str:
    return str(number) if number <= COUNTED_AT_MOST else f"{COUNTED_AT_MOST}+"
