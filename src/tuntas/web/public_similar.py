"""Published reports like another one: the same topic, near by, in like words. Everybody may read all of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import ngettext
from rapidfuzz import fuzz

from tuntas.institutions.areas import nearest_village
from tuntas.institutions.models import Topic
from tuntas.kernel.refusals import NotFound
from tuntas.kernel.texts import clean
from tuntas.reports.actions.together import followers_of
from tuntas.reports.models import Report
from tuntas.reports.states import ContentMode

from .public_list import card, published_reports, released
from .report_form import Answers, read_number

LOOKED_AT = 60
SHOWN = 3
ALIKE = 45
"""Token-set likeness in percent from which two texts may be about one thing; a person decides."""
_REGENCY, _DISTRICT = len("6371"), len("637101")


@dataclass(frozen=True)
class Scene:
    """What is compared: the words, the topic and the place of a report, filed or not."""

    words: str
    topic: str = ""
    region: str = ""
    latitude: float | None = None
    longitude: float | None = None


def like_answers(answers: Answers) -> list[dict[str, str]]:
    """Open published reports that may be about what is being filed, the one the person came from first.

    Whoever wants the content secret is offered nothing: joining a public report would say too much.
    """
    if answers.get("content") == ContentMode.SECRET:
        return []
    wanted = came_from(answers.get("like"))
    scene = Scene(
        f"{answers.get('title')} {answers.get('body')}",
        answers.topic,
        answers.get("region"),
        read_number(answers.get("latitude")),
        read_number(answers.get("longitude")),
    )
    found = alike(scene, but=[wanted.pk] if wanted else [])
    rows = [wanted, *found] if wanted else found
    shown = [row for row in rows[:SHOWN] if row.ended_at is None]
    others = followers_of(shown)
    return [{**card(row), "supports": others_words(others.get(row.pk, 0))} for row in shown]


def like_report(report: Report) -> list[dict[str, str]]:
    """Other published reports like this one, ended ones as well."""
    scene = Scene(
        f"{report.public_title} {report.public_body}",
        report.topic_id or "",
        report.region_id or "",
    )
    return [card(row) for row in alike(scene, but=[report.pk], ended=True)[:SHOWN]]


def came_from(reference: str) -> Report | None:
    """The published report somebody wants to join, if there is such a one."""
    try:
        return released(reference) if reference else None
    except NotFound:
        return None


def others_words(number: int) -> str:
    """How many more people say so; nothing when nobody does."""
    words = ngettext("%(count)d orang lain juga mengalami", "%(count)d orang lain juga mengalami", number)
    return words % {"count": number} if number else ""


def joining(report: Report) -> Answers:
    """The first answers of somebody who comes from a published report and says: me, too."""
    values = {
        "kind": report.classification,
        "title": report.public_title,
        "topic_listed": report.topic_id or "",
        "region": report.region_id or "",
        "region_query": report.region.name if report.region else "",
        "like": report.reference,
    }
    return Answers(values={name: value for name, value in values.items() if value})


def alike(scene: Scene, *, but: Iterable[object], ended: bool = False) -> list[Report]:
    """The most alike first, of the newest `LOOKED_AT` near by: one query for the topic, one for the reports."""
    near = _near(scene)
    if near is None:
        return []
    rows = published_reports().filter(near).exclude(pk__in=list(but))
    rows = rows if ended else rows.filter(ended_at__isnull=True)
    if scene.topic:
        rows = rows.filter(_family(scene.topic))
    words = clean(scene.words).lower()
    scored = [(fuzz.token_set_ratio(words, _words(row)), row) for row in rows[:LOOKED_AT]]
    return [row for score, row in sorted(scored, key=lambda pair: -pair[0]) if score >= ALIKE]


def _words(report: Report) -> str:
    return f"{report.public_title} {report.public_body}".lower()


def _near(scene: Scene) -> Q | None:
    """In the same kecamatan, or city where nothing finer is known; None where no place was told.

    Never by the points of published reports: whoever could try points against them would find the very door.
    """
    region = scene.region
    if not region and scene.latitude is not None and scene.longitude is not None:
        village = nearest_village(scene.latitude, scene.longitude)
        region = village.area.code if village else ""
    return Q(region__code__startswith=region[:_DISTRICT]) if len(region) >= _REGENCY else None


def _family(code: str) -> Q:
    """The topic, its main topic, and its sisters: people choose the branch that is nearest to hand."""
    main = Topic.objects.filter(pk=code).values_list("parent_id", flat=True).first() or code
    return Q(topic_id=main) | Q(topic__parent_id=main)


def join_url(report: Report) -> str:
    """Where one says: me, too."""
    return f"{reverse('web:report')}?serupa={report.reference}" if report.ended_at is None else ""
