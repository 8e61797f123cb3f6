"""The lists a reporter chooses from: regions by the beginning of a name, topics, offices."""

from collections.abc import Iterable, Iterator
from typing import cast

from django.conf import settings
from django.db.models import Case, Q, QuerySet, Value, When
from django.forms import Form, Select
from django.utils.translation import gettext as _

from tuntas.institutions.models import Institution, Region, Topic
from tuntas.institutions.suggest import suggest_topics
from tuntas.institutions.topics import topics_in_use
from tuntas.kernel import clock
from tuntas.kernel.texts import key

from .report_form import OTHER, Answers, PlaceForm, TopicForm

MOST_REGIONS = 15
FEWEST_LETTERS = 2
_TITLES = ("kota", "kabupaten", "kab.", "kota administrasi", "kabupaten administrasi")
"""What stands before the name of a regency or city, and what nobody types."""

Choices = list[tuple[str, object]]


def with_regions(form: PlaceForm, answers: Answers) -> PlaceForm:
    """Give the form the regions that begin as typed, and the one chosen before."""
    codes = [row.code for row in _found(answers.get("region_query"))]
    rows = _named({*codes, answers.get("region")})
    choices = [(row.code, region_words(row)) for row in rows]
    _offer(form, "region", [*choices, ("", _("Tidak satu pun"))] if choices else [])
    return form


def region_choices(typed: str) -> list[tuple[str, str]]:
    """Code and words of the areas whose names begin as typed."""
    return [(row.code, region_words(row)) for row in _named(row.code for row in _found(typed))]


def _offer(form: Form, name: str, choices: Iterable[tuple[str, object]]) -> None:
    cast(Select, form.fields[name].widget).choices = list(choices)


def _found(typed: str) -> list[Region]:
    beginning = key(typed)[:60]
    if len(beginning) < FEWEST_LETTERS:
        return []
    fits = Q(key__startswith=beginning)
    for title in _TITLES:
        fits |= Q(key__startswith=f"{title} {beginning}")
    return list(_home_first(Region.objects.filter(fits))[:MOST_REGIONS])


def _home_first(rows: QuerySet[Region]) -> QuerySet[Region]:
    """The areas of the own government before those of others: half of Indonesia has a Pasar Baru."""
    own = Institution.objects.filter(code=settings.TUNTAS_GOVERNMENT).values_list("region_id", flat=True).first() or ""
    elsewhere = Case(When(code__startswith=own, then=Value(0)), default=Value(1))
    return rows.order_by(elsewhere, "level", "key", "pk")


def _named(codes: Iterable[str]) -> list[Region]:
    wanted = [code for code in codes if code]
    if not wanted:
        return []
    return list(_home_first(Region.objects.filter(pk__in=wanted).select_related("parent__parent__parent")))


def region_words(region: Region) -> str:
    """`Pasar Lama, Banjarmasin Tengah, Kota Banjarmasin`: the province is left out below it."""
    return ", ".join(place.name for place in _upwards(region) if place is region or place.level > 1)


def _upwards(region: Region) -> Iterator[Region]:
    place: Region | None = region
    while place is not None:
        yield place
        place = place.parent


def region_name(code: str) -> str:
    """The words of one region by its code, or nothing."""
    return next((region_words(row) for row in _named([code])), "")


def with_topics(form: TopicForm, answers: Answers) -> TopicForm:
    """Give the form what the text suggests, the whole list, and the offices; one query for each list."""
    topics = list(topics_in_use(clock.now()).order_by("name"))
    labels = {topic.code: topic.label for topic in topics}
    suggested = [s for s in suggest_topics(f"{answers.get('title')} {answers.get('body')}") if s.topic_code in labels]
    radios = [
        (s.topic_code, _("%(topic)s (dari kata: %(words)s)") % _suggestion(labels, s.topic_code, s.words))
        for s in suggested
    ]
    _offer(form, "topic", [*radios, (OTHER, _("Pilih sendiri dari daftar"))] if radios else [])
    _offer(form, "topic_listed", _grouped_topics(topics))
    _offer(form, "office", _grouped_offices())
    return form


def _suggestion(labels: dict[str, str], code: str, words: tuple[str, ...]) -> dict[str, str]:
    return {"topic": labels[code], "words": ", ".join(words[:4])}


def settled_topic(answers: Answers) -> Answers:
    """A topic chosen before that the text no longer suggests is shown as chosen from the list."""
    chosen = answers.get("topic")
    suggested = {s.topic_code for s in suggest_topics(f"{answers.get('title')} {answers.get('body')}")}
    if chosen and chosen != OTHER and chosen not in suggested:
        return answers.having(topic=OTHER, topic_listed=chosen)
    return answers


def _grouped_topics(topics: list[Topic]) -> Choices:
    children: dict[str, Choices] = {}
    for topic in topics:
        children.setdefault(topic.parent_id or topic.code, []).append((topic.code, topic.label))
    mains = [topic for topic in topics if topic.parent_id is None]
    groups: Choices = [(main.label, children[main.code]) for main in mains]
    return [("", _("Tidak tahu, petugas yang memilihkan")), *groups]


def _grouped_offices() -> Choices:
    rows = Institution.objects.filter(active=True).exclude(level="OVERSEER").select_related("government")
    groups: dict[str, Choices] = {}
    for row in rows.order_by("path"):
        groups.setdefault((row.government or row).name, []).append((row.code, row.name))
    return [("", _("Tidak tahu, petugas yang mencarikan")), *groups.items()]


def topic_name(code: str) -> str:
    """The words of one topic by its code, or nothing."""
    row = Topic.objects.filter(pk=code).first() if code else None
    return row.label if row else ""


def office_name(code: str) -> str:
    """The name of one office by its code, or nothing."""
    row = Institution.objects.filter(code=code).first() if code else None
    return row.name if row else ""


def defaults_of(answers: Answers) -> Answers:
    """Identity and content as the topic suggests, where nothing was chosen yet."""
    topic = Topic.objects.filter(pk=answers.topic).first() if answers.topic else None
    supervision = "SUPERVISION" in {answers.get("kind"), topic.classification_hint if topic else ""}
    identity = "SEALED" if supervision else (topic.default_identity if topic else "OPEN")
    content = "SECRET" if supervision else (topic.default_content if topic else "PUBLIC")
    return answers.having(
        identity=answers.get("identity") or identity,
        content=answers.get("content") or content,
    )
