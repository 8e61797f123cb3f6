"""The notification centre: what happened on the reports of this officer, each notice leading to its report."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tuntas.accounts.models import User
from tuntas.notifications.deliver import inbox, mark_read
from tuntas.notifications.kinds import kind_of
from tuntas.notifications.models import Delivery
from tuntas.reports.states import Verb

from .desk_door import at_the_desk
from .overseer_door import Watch, frame
from .presenters import moment
from .turning import turning

PER_PAGE = 25


@dataclass(frozen=True)
class Notice:
    """One notice as plain strings. `open_url` marks it read and leads to the report."""

    open_url: str
    url: str
    number: str
    title: str
    what: str
    kind: str
    when: str
    iso: str
    unread: bool


@require_safe
@at_the_desk()
def notices(request: HttpRequest, watch: Watch) -> HttpResponse:
    """All notices, newest first; `baru` shows the unread ones only."""
    only_new = request.GET.get("baru") == "1"
    found = _inbox(request, watch)
    rows = found.filter(read_at__isnull=True) if only_new else found
    page = Paginator(rows.select_related("event", "report__agency"), PER_PAGE).get_page(request.GET.get("hal"))
    context = {"notices": _shown(page), "only_new": only_new, **turning(request, page)}
    return render(request, "desk/notices.html", {**frame(watch, "web:notices"), **context})


@require_POST
@at_the_desk()
def notice_open(request: HttpRequest, watch: Watch, notice: UUID) -> HttpResponse:
    """Mark one notice read and go to its report."""
    mine = _inbox(request, watch).filter(pk=notice)
    found = mine.first()
    if found is None:
        raise Http404
    mark_read(mine, watch.at)
    return redirect(reverse("web:desk_report", args=[found.report.reference]))


@require_POST
@at_the_desk()
def notices_read(request: HttpRequest, watch: Watch) -> HttpResponse:
    """Mark everything read."""
    read = mark_read(_inbox(request, watch), watch.at)
    words = ngettext("%(count)d pemberitahuan ditandai dibaca.", "%(count)d pemberitahuan ditandai dibaca.", read)
    messages.success(request, words % {"count": read})
    return redirect(reverse("web:notices"))


def _inbox(request: HttpRequest, watch: Watch) -> QuerySet[Delivery]:
    assert isinstance(request.user, User)
    return inbox(request.user, at=watch.at)


def _shown(page: "Page[Delivery]") -> list[Notice]:
    return [_notice(row) for row in page]


def _notice(row: Delivery) -> Notice:
    return Notice(
        open_url=reverse("web:notice_open", args=[row.pk]),
        url=reverse("web:desk_report", args=[row.report.reference]),
        number=row.report.number,
        title=row.report.title,
        what=str(Verb(row.event.verb).label),
        kind=str(kind_of(row.event.verb).label),
        when=moment(row.created_at, row.report.agency),
        iso=row.created_at.isoformat(timespec="seconds"),
        unread=row.read_at is None,
    )
