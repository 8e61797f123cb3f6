"""The visual base: every component draws what its header promises, and nothing a visitor typed becomes markup."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

import tuntas.web
from tools import vendor_assets
from tuntas.institutions.models import Region
from tuntas.web.figures_charts import Area, Chart, Mark, bubbles, heat, months

WEB = Path(tuntas.web.__file__).parent
TEMPLATES = WEB / "templates"
STATIC = WEB / "static"
HOSTILE = """<script>alert("x")</script>'"><img src=x onerror=alert(1)>"""

CLOCK = {"level": "soon", "text": "2 hari kerja lagi", "due": "2026-07-23T16:00+08:00"}
PHOTO = {"url": "/b/1", "alt": "Lubang di jalan", "caption": "16 Juli"}
FILE = {"name": "berita.pdf", "url": "/b/2", "note": "88 kB", "photo": False}
ENTRY = {
    "when": "20 Juli 2026",
    "moment": "2026-07-20T09:14+08:00",
    "who": "Dinas PUPR",
    "label": "Ditindaklanjuti",
    "text": "Sudah ditambal.",
    "attachments": [FILE],
    "internal": True,
    "current": True,
}
REPORT = {
    "url": "/laporan/1/",
    "title": "Lubang di jalan",
    "reference": "TNT-1",
    "excerpt": "Sedalam lutut.",
    "place": "Banjar",
    "topic": "Jalan",
    "institution": "Dinas PUPR",
    "when": "20 Juli",
    "status": "Sedang ditangani",
    "turn": "office",
    "clock": CLOCK,
    "supports": "14 orang juga mengalami",
}
BANJARMASIN = Region(code="6371", name="Banjarmasin", latitude=-3.32, longitude=114.59)
FACT = {"done": True, "text": "16 Juli"}

# name -> documented parameters, and what must be on the page
CASES: dict[str, tuple[dict[str, object], tuple[str, ...]]] = {
    "covered_photo": (
        {
            "photo": {
                "name": "foto-1",
                "label": "Foto 1",
                "url": "/b/1",
                "chosen": True,
                "boxes": [{"left": 1, "top": 2, "width": 3, "height": 4}],
                "rows": [[("kiri-1", "Kiri", 1)]],
                "preview_url": "/b/2",
            },
            "choice": "pictures",
        },
        (
            '<rect x="1" y="2" width="3" height="4"/>',
            'name="pictures" value="foto-1" checked',
            'name="kiri-1" value="1"',
        ),
    ),
    "finding": (
        {
            "decision": {
                "kind": "Nama",
                "certainty": "mungkin",
                "finding": {"text": "Budi", "mask": "[nama disamarkan]"},
                "times": 2,
                "name": "do-1",
                "why": "why-1",
                "masks": False,
                "keeps": True,
                "reason": "Pejabat",
                "wrong": True,
            },
            "ask": True,
        },
        ("<mark>Budi</mark> (2×)", 'name="do-1" value="keep" checked', 'value="Pejabat"', "do-1-salah"),
    ),
    "attachments": ({"attachments": [FILE]}, ('href="/b/2"', "berita.pdf", "(88 kB)")),
    "clock_badge": (CLOCK, ("clock-soon", "#hourglass-high", "Segera", 'datetime="2026-07-23T16:00+08:00"')),
    "confirm": (
        {
            "title": "Cabut?",
            "text": "Berhenti ditangani.",
            "action": "/cabut/",
            "confirm_label": "Cabut laporan",
            "hidden": [("versi", "3")],
            "summary": "Cabut laporan ini",
            "cancel_url": "/batal/",
            "danger": True,
        },
        ("<details", 'action="/cabut/"', 'name="versi" value="3"', "btn-danger", 'href="/batal/"'),
    ),
    "empty_state": (
        {"title": "Kosong", "text": "Belum ada.", "icon_name": "search", "action_url": "/a/", "action_label": "Lapor"},
        ("Kosong", "Belum ada.", "#search", 'href="/a/"', "Lapor"),
    ),
    "error_summary": ({"errors": [{"text": "Isi judul", "href": "#id_title"}]}, ('role="alert"', 'href="#id_title"')),
    "evidence_pair": (
        {"before": PHOTO, "after": PHOTO, "facts": ["12 meter dari lokasi"]},
        ("Sebelum", "Sesudah", 'alt="Lubang di jalan"', "12 meter dari lokasi"),
    ),
    "figure_tile": (
        {"number": "1,1 hari", "label": "sampai dijawab", "note": "standar 5 hari", "url": "/laporan/?x"},
        ("1,1 hari", "sampai dijawab", "standar 5 hari", 'href="/laporan/?x"'),
    ),
    "quick_exit": ({}, ("Keluar cepat", 'rel="noreferrer"', "https://")),
    "hotlines": ({}, ("tel:112", "tel:110", "tel:119", "tel:137")),
    "identity_notice": (
        {"identity": "SEALED", "content": "SECRET", "audience": "reporter"},
        ("Identitas Anda disegel", "rahasia: kami tidak pernah mengumumkannya"),
    ),
    "map_picker": (
        {"latitude_id": "lat", "longitude_id": "lon", "areas_url": "/peta/batas.json", "zoom": "11"},
        ('data-latitude="lat"', 'data-areas="/peta/batas.json"', 'data-start="-3.32,114.59,11"', "needs-script"),
    ),
    "messages": ({"messages": ["Tersimpan."]}, ('role="status"', "Tersimpan.")),
    "pager": (
        {"summary": "Halaman 2 dari 9", "previous_url": "?hal=1", "next_url": "?hal=3"},
        ("Halaman 2 dari 9", 'href="?hal=1" rel="prev"', 'href="?hal=3" rel="next"'),
    ),
    "report_card": (
        {"report": REPORT, "level": "2"},
        ("<h2", 'href="/laporan/1/"', "TNT-1", "Banjar", "Sedang ditangani", "clock-soon", "14 orang juga mengalami"),
    ),
    "status_badge": ({"label": "Selesai", "turn": "ended"}, ("status-ended", "#circle-check", "Selesai")),
    "step_header": (
        {"step": 2, "total": 8, "title": "Di mana?", "hint": "Patokan saja.", "back_url": "/lapor/1/"},
        ("Langkah 2 dari 8", '<progress value="2" max="8"', "<h1>Di mana?</h1>", "Patokan saja.", 'href="/lapor/1/"'),
    ),
    "summary_list": (
        {"rows": [{"label": "Judul", "value": "Lubang", "change_url": "/ubah/"}]},
        ("<dt>Judul</dt>", "Lubang", 'href="/ubah/"'),
    ),
    "chart": (
        {
            "title": "Laporan per bulan",
            "label": "Bulan",
            "unit": "Laporan",
            "rows": [{"label": "Juli", "number": "41", "share": 82, "url": "/laporan/?b=7"}],
            "note": "Contoh.",
        },
        ("<caption>Laporan per bulan", '<a href="/laporan/?b=7">Juli</a>', '<rect width="82%"', "Contoh."),
    ),
    "columns": (
        {
            "chart": months(
                "Setiap bulan", "Contoh.", (2026, 2025), [(Mark("7", "/tujuh/", 100), Mark("3", "", 42))] * 12
            )
        },
        ("<h2", "Setiap bulan", 'height="100"', 'height="42"', '<a href="/tujuh/">7</a>', "<td", "Desember"),
    ),
    "heat": (
        {
            "chart": heat(
                Chart("t", "Topik", "", ("Topik", "PUPR"), ()),
                [("a", "Jalan")],
                ["p"],
                {("a", "p"): Mark("7", "/7/", 50)},
            )
        },
        ("Jalan", '<a href="/7/">7</a>', 'fill-opacity="0.50"'),
    ),
    "bubbles": (
        {
            "chart": bubbles(
                Chart("w", "Wilayah", "", ("Wilayah", "Laporan"), ()), [Area(BANJARMASIN, "Banjarmasin", 41, "/41/")]
            )
        },
        ("<circle", 'r="22"', "Banjarmasin", '<a href="/41/">41</a>'),
    ),
    "toast": (
        {"text": "Tersimpan.", "action_url": "/urung/", "action_label": "Urungkan", "action_post": True},
        ('role="status"', "Tersimpan.", 'method="post" action="/urung/"', "Urungkan", 'method="dialog"'),
    ),
    "three_facts": (
        {"answered": FACT, "acted": FACT, "confirmed": {"done": False, "text": "menunggu Anda"}},
        ("Dijawab", "Ditindaklanjuti", "Dikonfirmasi", "(belum)", "menunggu Anda"),
    ),
    "timeline": (
        {"entries": [ENTRY]},
        ('aria-current="step"', "Dinas PUPR", "hanya petugas", "berita.pdf", 'datetime="2026-07-20T09:14+08:00"'),
    ),
}
# Drawn with forms below, or with the URL map of the whole site in the tests of the pages.
DRAWN_ELSEWHERE = {"field", "filter_bar", "footer", "language", "theme"}


# What the content security policy would refuse.
INLINE = re.compile(
    r"""<style|\sstyle=|\son[a-z]+=["']|href=["']javascript:|<script(?![^>]*(?:src=|application/json))"""
)


class Questions(forms.Form):
    """A form with every kind of control that the field component tells apart."""

    title = forms.CharField(label="Judul", help_text="Satu kalimat.", max_length=100)
    identity = forms.ChoiceField(
        label="Nama Anda", choices=[("OPEN", "Ya"), ("NONE", "Tidak")], widget=forms.RadioSelect
    )
    agree = forms.BooleanField(label="Saya setuju")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


def draw(name: str, **parameters: object) -> str:
    return render_to_string(f"components/{name}.html", parameters)


def all_text(change: Callable[[str], str], value: object) -> object:
    """Return `value` with every string in it changed, however deep."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: all_text(change, item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [all_text(change, item) for item in value]
    return value


@pytest.mark.parametrize("name", CASES)
def test_draws_its_documented_parameters(name):
    parameters, expected = CASES[name]
    page = draw(name, **parameters)
    assert [words for words in expected if words not in page] == []


@pytest.mark.parametrize("name", CASES)
def test_escapes_hostile_text(name):
    page = draw(name, **all_text(lambda text: HOSTILE, CASES[name][0]))
    assert "<script" not in page
    assert "<img src=x" not in page
    assert "'\">" not in page


def test_every_component_is_drawn_by_a_test_and_says_what_it_takes():
    components = {file.stem: file.read_text() for file in (TEMPLATES / "components").glob("*.html")}
    assert components.keys() == CASES.keys() | DRAWN_ELSEWHERE
    headers = {name: source.split("{% endcomment %}")[0] for name, source in components.items()}
    assert [name for name, header in headers.items() if "Parameters" not in header] == []


@pytest.mark.parametrize(
    ("level", "word", "shape"),
    [
        ("safe", "Aman", "clock"),
        ("soon", "Segera", "hourglass-high"),
        ("today", "Hari ini", "bell-ringing"),
        ("late", "Lewat", "alert-octagon"),
        ("paused", "Jeda", "player-pause"),
        ("stopped", "Terpenuhi", "circle-check"),
    ],
)
def test_a_clock_is_never_told_by_colour_alone(level, word, shape):
    page = draw("clock_badge", level=level, text="")
    assert f"clock-{level}" in page
    assert f'<span class="clock-word">{word}</span>' in page
    assert f"icons.svg#{shape}" in page


@pytest.mark.parametrize(
    ("identity", "audience", "words"),
    [
        ("OPEN", "reporter", "Petugas melihat nama Anda"),
        ("NONE", "reporter", "Anda melapor tanpa nama"),
        ("open", "officer", "Pelapor menyebut nama"),
        ("sealed", "officer", "Identitas pelapor disegel"),
        ("none", "officer", "Pelapor tidak menyebut nama"),
    ],
)
def test_the_notice_tells_each_reader_what_holds_for_them(identity, audience, words):
    page = draw("identity_notice", identity=identity, content="PUBLIC", audience=audience)
    assert words in page
    assert "Umum dapat membaca ringkasannya" in page


def test_a_fact_that_is_not_done_is_not_drawn_as_done():
    page = draw("three_facts", answered=FACT, acted={"done": False}, confirmed={"done": False})
    assert page.count("fact-done") == 1
    assert page.count("(belum)") == 2


def test_a_field_is_tied_to_its_hint_count_and_mistake():
    page = draw("field", field=Questions({"title": ""})["title"], count=True)
    assert '<label class="field-label" for="id_title">Judul' in page
    assert 'aria-describedby="id_title_helptext id_title_count id_title_error"' in page
    assert 'aria-invalid="true"' in page
    for part in ("helptext", "count", "error"):
        assert f'id="id_title_{part}"' in page
    assert "Paling banyak 100 huruf." in page


def test_the_page_may_word_a_field_anew():
    page = draw("field", field=Questions()["agree"], label="Setuju", hint="Baca dulu.")
    assert "Saya setuju" not in page
    assert 'aria-describedby="id_agree_helptext"' in page
    assert '<p class="field-hint" id="id_agree_helptext">Baca dulu.</p>' in page


def test_choices_are_a_group_with_a_legend():
    page = draw("field", field=Questions()["identity"], hint="Tidak diumumkan.", optional=True)
    assert '<fieldset aria-describedby="id_identity_helptext">' in page
    assert '<legend class="field-label">Nama Anda' in page
    assert "boleh dikosongkan" in page


def test_a_hidden_field_is_only_its_control():
    assert draw("field", field=Questions()["token"]).strip() == '<input type="hidden" name="token" id="id_token">'


def test_a_field_escapes_what_was_typed():
    page = draw("field", field=Questions({"title": HOSTILE})["title"], label=HOSTILE, hint=HOSTILE)
    assert "<script" not in page
    assert "<img src=x" not in page


def test_the_summary_leads_to_each_mistake():
    page = draw("error_summary", form=Questions({"title": ""}))
    assert re.findall(r'<a href="([^"]+)">', page) == ["#id_title", "#id_identity_0", "#id_agree"]
    assert draw("error_summary", form=Questions()).strip() == ""


def test_the_filter_is_a_plain_get_form():
    page = draw("filter_bar", form=Questions(), action="/laporan/", found="128 laporan", reset_url="/laporan/")
    assert 'method="get"' in page
    assert 'action="/laporan/"' in page
    assert "128 laporan" in page
    assert "csrfmiddlewaretoken" not in page


def test_an_icon_with_a_label_is_spoken():
    icon = tuntas_tag('{% icon "lock" label %}', label='Rahasia"')
    drawing = '<use href="/static/tuntas/icons.svg#lock"/>'
    assert icon == f'<svg class="icon" role="img" aria-label="Rahasia&quot;">{drawing}</svg>'


def tuntas_tag(source: str, **parameters: object) -> str:
    return engines["django"].from_string("{% load tuntas %}" + source).render(parameters)


def test_a_clock_may_be_an_object_or_a_mapping():
    class Clock:
        level, text, due = "late", "3 hari kerja", ""

    same = {"level": "late", "text": "3 hari kerja", "due": ""}
    assert tuntas_tag("{% clock_badge clock %}", clock=Clock()) == tuntas_tag("{% clock_badge clock %}", clock=same)


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
def test_an_error_page_needs_no_request_and_no_database(status):
    page = render_to_string(f"{status}.html")
    assert page.startswith('<!doctype html>\n<html lang="id">')
    assert page.count("<h1>") == 1
    assert "tel:112" in page


def test_every_icon_named_in_a_template_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "tuntas" / "icons.svg").read_text()))
    used = {name for file in TEMPLATES.rglob("*.html") for name in re.findall(r'{% icon "([^"]+)"', file.read_text())}
    assert used - sprite == set()


def test_no_template_has_inline_style_or_script():
    assert [str(file) for file in TEMPLATES.rglob("*.html") if INLINE.search(file.read_text())] == []


def test_the_vendored_files_are_the_recorded_ones():
    assert vendor_assets.altered() == []


def test_a_citizens_first_page_fits_its_budget():
    """60 kB over the wire with 12 kB left for the page itself."""
    files = ["vendor/bootstrap/bootstrap.min.css", *(f"tuntas/{name}" for name in FIRST_LOAD)]
    assert sum(len(gzip.compress((STATIC / name).read_bytes(), 6)) for name in files) <= 48_000
    assert (STATIC / "tuntas" / "report.js").stat().st_size <= 9_000


FIRST_LOAD = ("tokens.css", "tuntas.css", "report.js", "icons.svg", "favicon.svg")


def tokens(block: str) -> dict[str, str]:
    """Return the custom properties that one block of tokens.css sets."""
    plain = re.sub(r"/\*.*?\*/", "", block, flags=re.S)
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", plain))


def themes() -> dict[str, dict[str, str]]:
    sheet = (STATIC / "tuntas" / "tokens.css").read_text()
    light = tokens(sheet.split("@media", 1)[0])
    dark = tokens(sheet.split('data-theme="light"]) {', 1)[1].split("}", 1)[0])
    chosen = tokens(sheet.split('data-theme="dark"] {', 1)[1].split("}", 1)[0])
    high = tokens(sheet.split('data-theme="contrast"] {', 1)[1].split("}", 1)[0])
    return {"light": light, "dark": light | dark, "chosen": light | chosen, "contrast": light | high}


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2 between two colours written as #rrggbb."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def colour(theme: dict[str, str], name: str) -> str:
    value = theme[name]
    return colour(theme, value[4:-1]) if value.startswith("var(") else value


TEXTS = ("content-primary", "content-secondary", "content-tertiary", "content-negative", "content-link")
GROUNDS = ("background-primary", "background-secondary", "background-tertiary")
PAIRS = [
    *((f"--ina-{text}", f"--ina-{ground}", 4.5) for text in TEXTS for ground in GROUNDS),
    *((f"--tuntas-on-clock-{level}", f"--tuntas-clock-{level}", 4.5) for level in ("safe", "soon", "today", "late")),
    ("--ina-content-on-primary", "--ina-primary-primary", 4.5),
    ("--ina-content-primary", "--ina-background-brand", 4.5),
    *(("--ina-stroke-primary", f"--ina-{ground}", 3.0) for ground in GROUNDS),
]


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_every_text_and_edge_can_be_seen(theme):
    names = themes()[theme]
    weak = [pair for pair in PAIRS if contrast(colour(names, pair[0]), colour(names, pair[1])) < pair[2]]
    assert weak == []


def test_high_contrast_is_high():
    """WCAG 2.2, 1.4.6: 7 : 1 for every text, also the clocks'; edges as dark as the text."""
    names = themes()["contrast"]
    weak = [pair for pair in PAIRS if contrast(colour(names, pair[0]), colour(names, pair[1])) < 7]
    assert weak == []


def test_a_chosen_dark_theme_is_the_dark_theme():
    assert themes()["chosen"] == themes()["dark"]
