from collections import Counter
from datetime import time

import pytest

from tuntas.institutions import seed_files
from tuntas.institutions.models import Competence, Institution, Region, Topic
from tuntas.institutions.seeds import (
    COORDINATOR,
    OVERSEER,
    UNCHECKED,
    Loaded,
    load_competences,
    load_government_of_south_kalimantan,
    load_regions,
    load_topics,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kalsel() -> list[Loaded]:
    return load_all()


def load_all() -> list[Loaded]:
    return [
        load_regions("63"),
        load_topics(),
        load_government_of_south_kalimantan(),
        load_competences(),
    ]


def test_everything_is_there(kalsel: list[Loaded]) -> None:
    tables = (Region, Topic, Institution, Competence)

    assert [model._default_manager.count() for model in tables] == [2186, 221, 202, 2484]


def test_what_is_missing_is_created(kalsel: list[Loaded]) -> None:
    Competence.objects.all().delete()
    Topic.objects.exclude(parent=None).delete()
    Topic.objects.all().delete()
    Institution.objects.filter(level="UPT").delete()

    assert load_all() == [Loaded(0, 0, 2186), Loaded(221, 0, 0), Loaded(24, 0, 178), Loaded(2484, 0, 0)]


def test_regions_of_another_province_can_be_added(kalsel: list[Loaded]) -> None:
    assert load_regions("65") == Loaded(created=543, changed=0, unchanged=0)


def test_loading_twice_changes_nothing(kalsel: list[Loaded], django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    ids = set(Institution.objects.values_list("id", flat=True))

    with django_assert_max_num_queries(20):
        again = load_all()

    assert again == [Loaded(0, 0, 2186), Loaded(0, 0, 221), Loaded(0, 0, 202), Loaded(0, 0, 2484)]
    assert set(Institution.objects.values_list("id", flat=True)) == ids


def test_loading_again_repairs_what_was_changed_and_keeps_what_was_added(kalsel: list[Loaded]) -> None:
    Region.objects.filter(code="6371").update(name="Bandjermasin")
    Topic.objects.filter(code="pungli").update(default_content="PUBLIC")
    Topic.objects.create(code="layang-layang", name="Layang-layang", nature="PHYSICAL")
    Institution.objects.filter(code="kalsel-pupr").update(email="")
    Competence.objects.filter(institution__code="kalsel-bank").delete()

    assert load_all() == [Loaded(0, 1, 2185), Loaded(0, 1, 220), Loaded(0, 1, 201), Loaded(1, 0, 2483)]
    assert Region.objects.get(code="6371").name == "Kota Banjarmasin"
    assert Topic.objects.get(code="pungli").default_content == "SECRET"
    assert Topic.objects.filter(code="layang-layang").exists()
    assert Institution.objects.get(code="kalsel-pupr").email == "kalsel-pupr@kalsel.example"


def test_what_an_agency_switched_off_stays_off(kalsel: list[Loaded]) -> None:
    Topic.objects.filter(code="haji").update(active=False)
    Institution.objects.filter(code="ri-haji").update(active=False)

    load_all()

    assert not Topic.objects.get(code="haji").active
    assert not Institution.objects.get(code="ri-haji").active


def test_regions_hang_together(kalsel: list[Loaded]) -> None:
    assert Counter(Region.objects.values_list("level", flat=True)) == {1: 1, 2: 13, 3: 156, 4: 2016}
    assert list(Region.objects.filter(parent=None).values_list("code", flat=True)) == ["63"]

    gadang = Region.objects.get(code="6371051008")
    assert (gadang.key, gadang.parent_id, gadang.utc_offset) == ("gadang", "637105", 8)


def test_the_topic_tree_is_shallow_and_narrow(kalsel: list[Loaded]) -> None:
    main = Topic.objects.filter(parent=None)
    sizes = Counter(Topic.objects.exclude(parent=None).values_list("parent_id", flat=True))

    assert main.count() == 24
    assert not Topic.objects.filter(parent__parent__isnull=False).exists()
    assert set(sizes) == {topic.code for topic in main} - {"lainnya"}
    assert max(sizes.values()) == 14


def test_every_topic_has_words_in_both_languages(kalsel: list[Loaded]) -> None:
    for topic in Topic.objects.all():
        assert topic.name
        assert topic.name_en
        assert topic.name != topic.name_en
        assert 4 <= len(topic.keywords) <= 15
        assert all(word == word.strip().lower() != "" for word in topic.keywords)


@pytest.mark.parametrize(
    "code", ["pungli", "korupsi", "whistleblowing", "kekerasan-anak", "kekerasan-sekolah", "tambang-liar"]
)
def test_dangerous_topics_hide_the_reporter_and_the_text(kalsel: list[Loaded], code: str) -> None:
    topic = Topic.objects.get(code=code)

    assert (topic.default_identity, topic.default_content) == ("SEALED", "SECRET")


def test_ordinary_topics_are_open(kalsel: list[Loaded]) -> None:
    hole = Topic.objects.get(code="jalan-berlubang")

    assert (hole.default_identity, hole.default_content) == ("OPEN", "PUBLIC")
    assert (hole.nature, hole.classification_hint) == ("PHYSICAL", "")


def test_defaults_come_from_the_main_topic_unless_the_row_says_otherwise(kalsel: list[Loaded]) -> None:
    delay = Topic.objects.get(code="maladministrasi")
    bribe = Topic.objects.get(code="suap")

    assert (bribe.nature, bribe.classification_hint) == ("ADMINISTRATIVE", "SUPERVISION")
    assert (delay.default_identity, delay.default_content) == ("OPEN", "PUBLIC")
    assert delay.classification_hint == "COMPLAINT"


def test_the_government_is_one_tree(kalsel: list[Loaded]) -> None:
    levels = Counter(Institution.objects.values_list("level", flat=True))

    assert levels == {"COUNTRY": 1, "PROVINCE": 1, "REGENCY": 13, "UNIT": 162, "UPT": 24, "OVERSEER": 1}
    assert [root.code for root in Institution.objects.filter(parent=None)] == ["ri"]
    for institution in Institution.objects.select_related("parent"):
        above = institution.parent.path if institution.parent else "/"
        assert institution.path == f"{above}{institution.code}/"


def test_each_unit_belongs_to_the_nearest_government(kalsel: list[Loaded]) -> None:
    pairs = dict(Institution.objects.values_list("code", "government__code"))

    assert pairs["kalsel"] == "kalsel"
    assert pairs["kalsel-rsud-ulin"] == "kalsel"
    assert pairs["banjarmasin"] == "banjarmasin"
    assert pairs["banjarmasin-pupr"] == "banjarmasin"
    assert pairs["ri-bpn"] == "ri"
    assert None not in pairs.values()


def test_everybody_keeps_the_hours_of_central_indonesia(kalsel: list[Loaded]) -> None:
    hours = set(Institution.objects.values_list("time_zone", "working_week", "opens", "closes"))

    assert hours == {("Asia/Makassar", "12345", time(8), time(16))}


def test_addresses_lead_nowhere(kalsel: list[Loaded]) -> None:
    assert not Institution.objects.exclude(email__endswith="@kalsel.example").exists()


def test_each_government_has_an_inspectorate(kalsel: list[Loaded]) -> None:
    inspected = Institution.objects.filter(is_inspectorate=True).values_list("government__code", flat=True)
    governments = Institution.objects.filter(level__in=["PROVINCE", "REGENCY"]).values_list("code", flat=True)

    assert sorted(inspected) == sorted(governments)


def test_coordinator_and_overseer_exist(kalsel: list[Loaded]) -> None:
    assert Institution.objects.get(code=COORDINATOR).parent.code == "kalsel"
    assert Institution.objects.get(code=OVERSEER).level == "OVERSEER"


def test_every_topic_has_somebody_in_charge_in_every_regency(kalsel: list[Loaded]) -> None:
    covered: dict[str, set[str]] = {}
    for topic, region in Competence.objects.values_list("topic_id", "region_id"):
        covered.setdefault(topic, set()).add(region)
    regencies = set(Region.objects.filter(level=2).values_list("code", flat=True))

    for code in Topic.objects.values_list("code", flat=True):
        assert "63" in covered[code] or covered[code] == regencies, code


@pytest.mark.parametrize(
    ("topic", "region", "institutions"),
    [
        ("jalan-berlubang", "6371", ["banjarmasin-pupr"]),
        ("jalan-berlubang", "63", ["kalsel-pupr"]),
        ("jalan-nasional", "63", ["ri-bpjn"]),
        ("air-mati", "6372", ["banjar-pam"]),
        ("ktp", "6301", ["tanah-laut-dukcapil"]),
        ("pungli", "63", ["kalsel-inspektorat"]),
        ("sma-smk", "63", ["kalsel-dikbud"]),
        ("pajak-kendaraan", "6371", ["kalsel-samsat-banjarmasin-1", "kalsel-samsat-banjarmasin-2"]),
    ],
)
def test_who_is_in_charge(kalsel: list[Loaded], topic: str, region: str, institutions: list[str]) -> None:
    found = Competence.objects.filter(topic_id=topic, region_id=region)

    assert sorted(found.values_list("institution__code", flat=True)) == institutions


def test_each_competence_names_its_law_and_asks_to_be_checked(kalsel: list[Loaded]) -> None:
    assert not Competence.objects.exclude(legal_basis__endswith=f"({UNCHECKED})").exists()
    assert max(map(len, Competence.objects.values_list("legal_basis", flat=True))) <= 240


def test_no_competence_is_listed_twice() -> None:
    lines = Counter((seed.topic, seed.institution, seed.region) for seed in seed_files.competences())

    assert [line for line, times in lines.items() if times > 1] == []


def test_every_rule_names_a_known_topic_and_institution() -> None:
    topics = {seed.code for seed in seed_files.topics()}
    institutions = {seed.code for seed in seed_files.institutions()}

    for seed in seed_files.competences():
        assert seed.topic in topics
        assert seed.institution in institutions
