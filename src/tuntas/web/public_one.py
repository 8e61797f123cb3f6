"""One published report: what everybody may read of it, and what everybody may do with it."""

from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuntas.kernel.refusals import NotFound
from tuntas.media.kinds import Kind as FileKind
from tuntas.redaction.finder import covered
from tuntas.reports.actions.together import followers_of
from tuntas.reports.models import Attachment, Message, MessageKind, Report

from .presenters import FileView, day, files_of, three_facts
from .public_list import card, released
from .public_similar import join_url, like_report, others_words
from .public_track import served_copy


@require_safe
def published_one(request: HttpRequest, reference: str) -> HttpResponse:
    """One published report: redacted text, released pictures, state, three facts, follow-ups."""
    report = released(reference)
    pictures = files_of(_pictures(report), report.number, _picture_url)
    return render(request, "public/published_one.html", told(report, pictures))


def told(report: Report, pictures: list[FileView]) -> dict[str, object]:
    """What the page says of a report that is published, or would be."""
    return {
        "section": "published",
        "report": card(report),
        "body": report.public_body,
        "facts": three_facts(report),
        "rows": _rows(report),
        "follow_ups": _follow_ups(report),
        "share": _share(report),
        "others": others_words(followers_of([report]).get(report.pk, 0)),
        "join_url": join_url(report),
        "alike": like_report(report),
        "pictures": pictures,
    }


def _share(report: Report) -> dict[str, str]:
    """A text to hand on, without a word of the reporter: title, number, address. Plain links, nobody else's script."""
    address = settings.TUNTAS_PUBLIC_URL + reverse("web:published_one", args=[report.reference])
    text = f"{report.public_title} ({report.number}): {address}"
    return {
        "text": text,
        "whatsapp": f"https://wa.me/?{urlencode({'text': text})}",
        "mail": f"mailto:?{urlencode({'subject': report.public_title, 'body': text}, quote_via=quote)}",
    }


def _rows(report: Report) -> list[dict[str, str]]:
    pairs = (
        (_("Diterima"), day(report.received_at, report.agency)),
        (_("Ditangani"), (report.unit or report.agency).name),
        (_("Topik"), report.topic.label if report.topic else ""),
        (_("Wilayah"), report.region.name if report.region else ""),
    )
    return [{"label": label, "value": value} for label, value in pairs if value]


def _follow_ups(report: Report) -> list[dict[str, str]]:
    """What the office says it did: the one kind of message written for everybody. Covered, since nobody checked it
    for publication as the reporter's words were."""
    return [
        {"when": day(row.at, report.agency), "text": covered(row.body), "id": f"tindak-lanjut-{row.seq}"}
        for row in follow_up_messages(report)
    ]


def follow_up_messages(report: Report) -> list[Message]:
    """The texts of the office for everybody, oldest first."""
    rows = report.messages.filter(kind=MessageKind.FOLLOW_UP, internal=False, from_reporter=False).order_by("seq")
    return list(rows.select_related("report"))


def _pictures(report: Report) -> list[Attachment]:
    return list(report.attachments.filter(published=True, internal=False).exclude(kind="PDF").order_by("seq", "pk"))


def _picture_url(attachment: Attachment) -> str:
    return reverse("web:published_file", args=[attachment.report.reference, attachment.public_name])


@require_safe
def published_file(request: HttpRequest, reference: str, name: str) -> HttpResponseBase:
    """A picture that an officer released with the text, as it was covered; under no other name than the public one."""
    report = released(reference)
    rows = _pictures(report)
    place = next((place for place, row in enumerate(rows, start=1) if row.public_name == name), 0)
    if not place:
        raise NotFound()
    return served_copy(f"{name}.jpg", FileKind[rows[place - 1].kind], report.number, place)
