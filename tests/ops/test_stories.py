"""The stories of the demonstration are complete, harmless and different."""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields
from math import gcd
from pathlib import Path

import pytest

import tuntas.institutions.areas as areas
from tuntas.ops.demo.stories import Story, Told, load, names, tell

TOPICS = Path(areas.__file__).parent / "data" / "topics.csv"
CLASSES = {"COMPLAINT", "SUPERVISION", "ASPIRATION", "INFORMATION"}
KINDS = {"PHYSICAL", "ANSWER", "DECISION", "PROMISE"}
NEEDED = ("key", "title", "body", "place_text", "first_response", "follow_up")
PLACEHOLDER = re.compile(r"[{}]")
DIGITS = re.compile(r"\d(?:[ .-]?\d){7,}")  # a phone number or a NIK, however it is spaced
PHONE = re.compile(r"(?:\+62|\b08|\b05\d\d)[ .-]?\d")
CLOCK_TIME = re.compile(r"\b\d\d\.\d\d\b")
PERSON = re.compile(r"\b(?:Pak|Bapak|Bu|Amang|Nini|Muhammad) (?:Hj?\. )?[A-Z]|Herlina")
MASK = "[nama disamarkan]"
STORIES = load()
BY_KEY = {story.key: story for story in STORIES}


def leaf_topics() -> set[str]:
    with TOPICS.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return {row["code"] for row in rows} - {row["parent"] for row in rows}


def known_regions() -> set[str]:
    return {area.code for area in areas.all_areas(under="63") if area.level >= 3}


def tellings(stories: Iterable[Story] = STORIES) -> list[Told]:
    """Every story in every one of its places, with every duration."""
    return [tell(story, number) for story in stories for number in range(len(story.places) * len(story.durations) or 1)]


def texts(told: Told) -> list[str]:
    values = (getattr(told, field.name) for field in fields(Told))
    return [value for value in values if isinstance(value, str)]


def templated(story: Story) -> bool:
    return "{tempat}" in story.title + story.body + story.place_text


def with_content(content: str) -> list[Story]:
    return [story for story in STORIES if story.content == content]


def test_enough_of_every_kind() -> None:
    classes = Counter(story.klass for story in STORIES)
    assert len(STORIES) >= 70
    assert sum(map(templated, STORIES)) >= 40
    assert classes["SUPERVISION"] >= 8
    assert classes["ASPIRATION"] >= 10
    assert classes["INFORMATION"] >= 10
    assert sum(story.klass != "SUPERVISION" for story in with_content("SECRET")) >= 6
    assert sum(story.identity == "NONE" for story in STORIES) >= 12
    assert sum(bool(story.question) for story in STORIES) >= 10
    assert sum(bool(story.dispute) for story in STORIES) >= 15
    assert sum(bool(story.same_as) for story in STORIES) >= 8
    assert sum(story.language == "en" for story in STORIES) == 3


@pytest.mark.parametrize("field", ["key", "body", "first_response", "follow_up"])
def test_no_two_stories_share_a_text(field: str) -> None:
    counts = Counter(getattr(story, field) for story in STORIES)
    assert [text for text, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_a_story_is_complete(story: Story) -> None:
    assert [field for field in NEEDED if not getattr(story, field).strip()] == []
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", story.key)
    assert story.klass in CLASSES
    assert story.identity in {"OPEN", "SEALED", "NONE"}
    assert story.content in {"PUBLIC", "SECRET"}
    assert story.follow_up_kind in KINDS
    assert story.language in {"id", "en"}
    assert bool(story.dispute) == bool(story.second_follow_up)
    assert bool(story.question) == bool(story.answer)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_a_promise_has_a_term_and_is_kept(story: Story) -> None:
    promised = story.follow_up_kind == "PROMISE"
    assert (story.promise_days is not None, bool(story.promise_kept)) == (promised, promised)


def test_supervision_is_never_public_and_never_signed() -> None:
    stories = [story for story in STORIES if story.klass == "SUPERVISION"]
    assert {story.content for story in stories} == {"SECRET"}
    assert {story.identity for story in stories} <= {"SEALED", "NONE"}


def test_a_secret_story_has_no_public_text() -> None:
    secret = with_content("SECRET")
    assert [story.key for story in secret if story.public_title or story.public_body] == []


def test_a_public_story_has_a_public_text() -> None:
    public = with_content("PUBLIC")
    assert [story.key for story in public if not (story.public_title and story.public_body)] == []


def test_nobody_is_named_in_public() -> None:
    named = [s for s in with_content("PUBLIC") if PERSON.search(s.public_title + s.public_body)]
    assert [story.key for story in named] == []


def test_what_was_masked_was_a_name() -> None:
    masked = [story for story in STORIES if MASK in story.public_body]
    assert len(masked) >= 8
    assert [story.key for story in masked if not PERSON.search(story.body)] == []


def test_a_sealed_reporter_is_published_in_other_words() -> None:
    sealed = [story for story in with_content("PUBLIC") if story.identity == "SEALED"]
    assert [story.key for story in sealed if story.public_body == story.body] == []


def test_every_topic_is_a_leaf_that_exists() -> None:
    assert {story.topic for story in STORIES} - leaf_topics() == set()


def test_every_region_is_a_district_or_village_of_the_province() -> None:
    assert {told.region for told in tellings()} - known_regions() == set()


def test_a_theme_has_places_enough_and_meets_every_duration() -> None:
    themes = {(s.theme, len(s.places), len(s.durations)) for s in STORIES if templated(s)}
    assert [theme for theme in themes if theme[1] < 8 or gcd(theme[1], theme[2]) != 1] == []


def test_nothing_is_left_unfilled() -> None:
    left = {told.key for told in tellings() for text in texts(told) if PLACEHOLDER.search(text)}
    assert left == set()


def test_titles_stay_short() -> None:
    assert max(len(text) for told in tellings() for text in (told.title, told.public_title)) <= 120


def test_there_is_no_number_of_a_person() -> None:
    written = {CLOCK_TIME.sub("", text) for told in tellings() for text in texts(told) if text != told.region}
    assert [text for text in written if DIGITS.search(text) or PHONE.search(text)] == []


def test_stories_of_one_object_meet_in_one_place() -> None:
    pairs = [(story, BY_KEY[story.same_as]) for story in STORIES if story.same_as]
    for second, first in pairs:
        assert first.same_as == ""
        assert {tell(first, n).region == tell(second, n).region for n in range(40)} == {True}


def test_telling_fills_place_and_duration_and_comes_round() -> None:
    story = BY_KEY["selokan-mampet"]
    first = tell(story, 0)
    assert first.title == ("Selokan mampet, air masuk rumah warga di Jalan Veteran, Sungai Bilu, Banjarmasin")
    assert first.region == "6371021004"
    assert "sudah dua minggu." in first.body
    assert tell(story, 13).title == first.title
    assert tell(story, 13).body != first.body
    assert tell(story, 13 * 7) == first


def test_a_story_with_its_own_region_keeps_it() -> None:
    assert tell(BY_KEY["sungai-hitam-ikan-mati"], 5).region == "6310042008"


def test_names_are_many_and_different() -> None:
    assert len(names()) == len(set(names())) == 120
    assert [name for name in names() if not re.fullmatch(r"[A-Z][\w']+ [A-Z]\w+", name)] == []
