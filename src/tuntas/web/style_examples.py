"""One example of every state of every component: what the living style page draws.

All people, places and numbers are invented. A component without an example fails tests/web/test_style_page.py.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuntas.institutions.models import Region

from .figures_charts import Area, Chart, Mark, bubbles, heat, months

Parameters = Mapping[str, Any]
State = tuple[Any, Parameters]
"""The name of the state, and the documented parameters that bring it about."""

_WHEN, _MOMENT = "Selasa, 24 November 2026 pukul 14.05 WITA", "2026-11-24T14:05+08:00"
_TITLE = "Lubang di Jalan Ahmad Yani km 7"
_PDF = {"name": "AY7T-7RPK-lampiran-1.pdf", "url": "#", "note": "PDF, 88 kB", "photo": False}
_PHOTO = {"name": "AY7T-7RPK-lampiran-2.jpg", "url": "#", "note": "foto, 240 kB", "photo": True}
_SOON = {"level": "soon", "text": "2 hari kerja lagi, paling lambat " + _WHEN, "due": _MOMENT}
_REPORT = {
    "url": "#",
    "title": _TITLE,
    "reference": "AY7T-7RPK",
    "excerpt": "Lubang sedalam lutut di lajur kiri, sudah dua orang jatuh.",
    "place": "Kota Banjarmasin",
    "topic": "Jalan berlubang",
    "institution": "Dinas PUPR",
    "when": "24 November 2026",
    "status": "Sedang ditangani",
    "turn": "office",
    "clock": _SOON,
    "supports": "14 orang juga mengalami",
}
_PICTURE = {"url": "/static/tuntas/favicon.svg", "alt": "Gambar contoh", "caption": "24 November 2026"}
_DONE, _OPEN = {"done": True, "text": "24 November 2026"}, {"done": False, "text": "Belum ada tindak lanjut."}
_ENTRY = {"when": _WHEN, "moment": _MOMENT, "who": "Dinas PUPR", "label": "Ditindaklanjuti", "text": "Sudah ditambal."}

_FOUND = {
    "kind": "Nomor telepon", "certainty": "pasti", "times": 2, "name": "contoh-do", "why": "contoh-why", "reason": "",
    "finding": {"text": "0812-3456-7890", "mask": "[telepon disamarkan]"},
    "masks": True, "keeps": False, "wrong": False,
}  # fmt: skip
_BOX = {"left": 20, "top": 30, "width": 25, "height": 20}
_COVERED = {
    "name": "contoh", "label": "Foto 1", "url": "/static/tuntas/favicon.svg", "chosen": True, "boxes": [_BOX],
    "rows": [[("contoh-left", "Kiri", 20), ("contoh-top", "Atas", 30),
              ("contoh-width", "Lebar", 25), ("contoh-height", "Tinggi", 20)]],
    "preview_url": "#",
}  # fmt: skip


class Sample(forms.Form):
    """Every kind of control that the field component tells apart."""

    title = forms.CharField(
        label=_("Judul"), help_text=_("Satu kalimat."), widget=forms.TextInput(attrs={"maxlength": 100})
    )
    body = forms.CharField(label=_("Isi"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    day = forms.DateField(label=_("Tanggal"), widget=forms.DateInput(attrs={"type": "date"}), required=False)
    topic = forms.ChoiceField(label=_("Topik"), choices=[("1", _("Jalan")), ("2", _("Air"))], required=False)
    identity = forms.ChoiceField(
        label=_("Nama Anda"), choices=[("1", _("Ya")), ("2", _("Tidak"))], widget=forms.RadioSelect, required=False
    )
    agree = forms.BooleanField(label=_("Saya setuju"), required=False)
    file = forms.FileField(label=_("Foto"), required=False)


class _Filter(forms.Form):
    words = forms.CharField(label=_("Kata"), required=False)
    year = forms.ChoiceField(label=_("Tahun"), choices=[("2026", "2026"), ("2025", "2025")], required=False)


def _fields() -> list[State]:
    form, wrong = Sample(prefix="contoh"), Sample({"salah-title": ""}, prefix="salah")
    named = (("title", _("Satu baris, dengan petunjuk dan hitungan"), {"count": True}),)
    states = [(words, {"field": form[name], **more}) for name, words, more in named]
    others = (
        ("body", _("Beberapa baris, boleh kosong")),
        ("day", _("Tanggal")),
        ("topic", _("Daftar pilihan")),
        ("identity", _("Pilihan tunggal")),
        ("agree", _("Centang")),
        ("file", _("Berkas")),
    )
    states += [(words, {"field": form[name], "optional": name == "body"}) for name, words in others]
    return [*states, (_("Salah isi"), {"field": wrong["title"]})]


def _clocks() -> list[State]:
    levels = (
        ("safe", _("Aman"), "9 hari kerja lagi"),
        ("soon", _("Segera"), "2 hari kerja lagi"),
        ("today", _("Hari ini"), "paling lambat pukul 16.00 WITA"),
        ("late", _("Lewat"), "terlambat 3 hari kerja"),
        ("paused", _("Jeda"), "menunggu pihak ketiga"),
        ("stopped", _("Terpenuhi"), "sebelum 24 November 2026"),
    )
    return [(words, {"level": level, "text": text, "due": _MOMENT}) for level, words, text in levels]


def _notices() -> list[State]:
    readers = (("reporter", _("Untuk pelapor")), ("officer", _("Untuk petugas")))
    modes = (
        ("open", "public", _("nama terbuka")),
        ("sealed", "secret", _("disegel")),
        ("none", "public", _("tanpa nama")),
    )
    return [
        (f"{reader}: {words}", {"identity": identity, "content": content, "audience": audience})
        for audience, reader in readers
        for identity, content, words in modes
    ]


def _confirm() -> list[State]:
    base = {"title": "Cabut laporan?", "text": "Penanganan berhenti.", "action": "#", "confirm_label": "Cabut laporan"}
    return [
        (_("Terbuka"), {**base, "cancel_url": "#"}),
        (_("Terlipat, berbahaya"), {**base, "summary": "Cabut laporan ini", "danger": True}),
    ]


def _chart() -> list[State]:
    months = (("September", "41", 82), ("Oktober", "50", 100), ("November", "23", 46))
    rows = [{"label": label, "number": number, "share": share} for label, number, share in months]
    full = {"title": "Laporan diterima", "label": "Bulan", "unit": "Laporan", "rows": rows, "note": "Angka contoh."}
    return [(_("Dengan isi"), full), (_("Kosong"), {"rows": [], "empty": "Belum ada laporan."})]


def _drawings() -> dict[str, list[State]]:
    marks = [Mark(str(number), "#", number * 100 // 12) for number in range(1, 13)]
    year = months("Laporan setiap bulan", "Angka contoh.", (2026, 2025), list(zip(marks, reversed(marks), strict=True)))
    grid = Chart("contoh-topik", "Topik menurut unit", "Angka contoh.", ("Topik", "PUPR", "Dishub"), ())
    cells = {("a", "p"): marks[11], ("a", "d"): marks[5], ("b", "p"): marks[2]}
    ground = Chart("contoh-wilayah", "Laporan menurut wilayah", "Angka contoh.", ("Wilayah", "Laporan"), ())
    places = (
        Region(name="Banjarmasin", latitude=-3.32, longitude=114.59),
        Region(name="Tabalong", latitude=-1.86, longitude=115.5),
    )
    areas = [Area(place, place.name, number, "#") for place, number in zip(places, (41, 9), strict=True)]
    return {
        "columns": [(_("Dua tahun"), {"chart": year})],
        "heat": [(_("Dua unit"), {"chart": heat(grid, [("a", "Jalan"), ("b", "Air")], ["p", "d"], cells)})],
        "bubbles": [(_("Dua wilayah"), {"chart": bubbles(ground, areas)})],
    }


def _cards() -> list[State]:
    plain = {"url": "#", "title": _TITLE, "reference": "AY7T-7RPK"}
    return [(_("Lengkap"), {"report": _REPORT}), (_("Hanya judul"), {"report": plain})]


def _timeline() -> list[State]:
    entries = [
        {**_ENTRY, "label": "Diterima", "who": "pelapor", "text": "", "attachments": [_PHOTO]},
        {**_ENTRY, "label": "Catatan", "text": "Alat berat sudah dipesan.", "internal": True},
        {**_ENTRY, "attachments": [_PDF], "current": True},
    ]
    return [(_("Diterima, catatan internal, langkah terakhir"), {"entries": entries})]


def _turns() -> list[State]:
    turns = (
        ("office", _("Giliran petugas"), "Sedang ditangani"),
        ("reporter", _("Giliran pelapor"), "Menunggu pelapor"),
        ("other", _("Giliran pihak lain"), "Menunggu pihak lain"),
        ("ended", _("Berakhir"), "Selesai"),
    )
    return [(words, {"label": label, "turn": turn}) for turn, words, label in turns]


def examples() -> dict[str, list[State]]:
    """Component -> its states, in the order of the page. Made anew for each page: labels follow its language."""
    return {**_words_and_states(), **_asking(), **_listing()}


def _words_and_states() -> dict[str, list[State]]:
    facts = {"answered": _DONE, "acted": _OPEN, "confirmed": {"done": False, "text": ""}}
    return {
        "clock_badge": _clocks(),
        "status_badge": _turns(),
        "three_facts": [(_("Baru dijawab"), facts), (_("Semua"), dict.fromkeys(facts, _DONE))],
        "identity_notice": _notices(),
        "messages": [(_("Satu kabar"), {"messages": ["Tersimpan."]})],
        "toast": [
            (_("Kabar saja"), {"text": "Laporan disposisi ke Dinas PUPR."}),
            (_("Dengan jalan kembali"), {"text": "Catatan dihapus.", "action_url": "#", "action_label": "Urungkan"}),
        ],
        "empty_state": [
            (_("Dengan langkah berikut"), {"title": "Antrean kosong", "text": "Semua sudah ditangani.",
             "action_url": "#", "action_label": "Lihat semua laporan"}),
            (_("Pencarian tanpa hasil"), {"title": "Tidak ditemukan", "icon_name": "search"}),
        ],
        "timeline": _timeline(),
        "attachments": [(_("Dokumen dan foto"), {"attachments": [_PDF, _PHOTO]})],
        "evidence_pair": [
            (_("Sebelum dan sesudah"), {"before": _PICTURE, "after": _PICTURE, "facts": ["12 meter dari lokasi"]}),
            (_("Hanya sesudah"), {"after": _PICTURE}),
        ],
    }  # fmt: skip


def _asking() -> dict[str, list[State]]:
    step = {"step": 2, "total": 8, "title": "Di mana kejadiannya?", "hint": "Sebutkan patokan.", "back_url": "#"}
    rows = [{"label": "Tempat", "value": "Depan Pasar Lama", "change_url": "#"}, {"label": "Topik", "value": "Jalan"}]
    place = {"latitude_id": "contoh-lintang", "longitude_id": "contoh-bujur", "areas_url": "/peta/batas.json"}
    return {
        "step_header": [(_("Di tengah"), step)],
        "field": _fields(),
        "error_summary": [(_("Dua kesalahan"), {"errors": [
            {"text": "Judul · Isi judul laporan.", "href": "#id_salah-title"},
            {"text": "Foto · Berkas ini kosong. Pilih berkas lain.", "href": "#id_contoh-file"}]})],
        "confirm": _confirm(),
        "summary_list": [(_("Dapat diubah dan tidak"), {"rows": rows})],
        "finding": [
            (_("Disamarkan"), {"decision": _FOUND}),
            (_("Belum diputuskan"), {"decision": {
                **_FOUND, "name": "contoh-do-2", "why": "contoh-why-2", "masks": False, "wrong": True}, "ask": True}),
        ],
        "covered_photo": [(_("Satu kotak"), {"photo": _COVERED, "choice": "contoh-foto"})],
        "map_picker": [(_("Hanya dengan skrip"), place)],
    }  # fmt: skip


def _listing() -> dict[str, list[State]]:
    tile = {"number": "1,1 hari", "label": "sampai dijawab", "note": "standar 5 hari kerja"}
    found = {"form": _Filter(prefix="saring"), "found": "128 laporan", "reset_url": "#"}
    return {
        "filter_bar": [(_("Sedang menyaring"), found)],
        "report_card": _cards(),
        "pager": [
            (_("Di tengah"), {"summary": "Halaman 2 dari 9", "previous_url": "#", "next_url": "#", "label": "Contoh"}),
            (_("Halaman pertama"), {"summary": "Halaman 1 dari 9", "next_url": "#"}),
        ],
        "figure_tile": [(_("Dapat dibuka"), {**tile, "url": "#"}), (_("Hanya angka"), tile)],
        "chart": _chart(),
        **_drawings(),
        "language": [(_("Bahasa lain"), {})],
        "theme": [(_("Kontras tinggi dipilih"), {"theme": "contrast"})],
        "quick_exit": [(_("Selalu"), {})],
        "hotlines": [(_("Selalu"), {"prefix": "contoh-"})],
        "footer": [(_("Selalu"), {})],
    }
