"""The finder against 5,000 labelled texts, and what it must not take for personal data."""

import sys
from collections import Counter

import pytest

from tests.redaction.labelled import AREAS, texts
from tuntas.redaction.finder import find
from tuntas.redaction.findings import Certainty, Kind, masked

pytestmark = pytest.mark.one_engine

COUNT = 5_000
STRUCTURED = (Kind.NIK, Kind.PHONE, Kind.EMAIL, Kind.PLATE, Kind.ACCOUNT)


def measure(count: int = COUNT) -> tuple[dict[Kind, tuple[int, int, int]], list[str]]:
    """Kind -> how many are true, how many of them were found whole, how many findings were wrong; and the slips."""
    true, hit, wrong, slips = Counter(), Counter(), Counter(), []
    for made in texts(count):
        found = find(made.text, areas=AREAS)
        for kind, start, end in made.truth:
            true[kind] += 1
            if any(f.kind is kind and f.start <= start and f.end >= end for f in found):
                hit[kind] += 1
            else:
                slips.append(f"missed {kind}: {made.text[start:end]!r} in {made.text!r}")
        for f in found:
            if not any(f.kind is kind and f.start < end and f.end > start for kind, start, end in made.truth):
                wrong[f.kind] += 1
                slips.append(f"wrong {f.kind}: {f.text!r} in {made.text!r}")
    return {kind: (true[kind], hit[kind], wrong[kind]) for kind in Kind}, slips


def test_recall_and_precision_over_five_thousand_texts(record_property):
    figures, slips = measure()
    lines = []
    for kind, (true, hit, wrong) in figures.items():
        if true:
            recall, precision = hit / true, hit / (hit + wrong)
            lines.append(f"{kind}: N={true} recall {recall:.4f} precision {precision:.4f}")
            record_property(f"{kind}", f"N={true} recall={recall:.4f} precision={precision:.4f}")
            if kind in STRUCTURED:
                assert recall >= 0.99, (lines[-1], [s for s in slips if kind in s][:5])
                assert precision >= 0.95, (lines[-1], [s for s in slips if kind in s][:5])
    sys.stdout.write("\n".join([*lines, ""]))
    assert all(true > 200 for kind, (true, _, _) in figures.items() if kind is not Kind.TAX_NUMBER)
    # Names and addresses are a help, not a promise: a floor below which the help would be none.
    for kind in (Kind.ADDRESS, Kind.NAME):
        true, hit, wrong = figures[kind]
        assert min(hit / true, hit / (hit + wrong)) >= 0.9, (lines, [s for s in slips if kind in s][:5])


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("NIK saya 6371045508900003 ditolak", Kind.NIK, "6371045508900003"),
        ("nomor 6371 0455 0890 0003.", Kind.NIK, "6371 0455 0890 0003"),
        ("NPWP 09.254.294.3-407.000 milik saya", Kind.TAX_NUMBER, "09.254.294.3-407.000"),
        ("WA o812-3456-7890 ya", Kind.PHONE, "o812-3456-7890"),
        ("telepon (0511) 335-4321", Kind.PHONE, "(0511) 335-4321"),
        ("Hubungi (0511) 123 4567, ya", Kind.PHONE, "(0511) 123 4567"),
        ("Hubungi 0511-1234567, ya", Kind.PHONE, "0511-1234567"),
        ("ke siti [at] contoh [dot] id", Kind.EMAIL, "siti [at] contoh [dot] id"),
        ("truk DA 8123 TX", Kind.PLATE, "DA 8123 TX"),
        ("rek BRI 0012-01-123456-50-7", Kind.ACCOUNT, "0012-01-123456-50-7"),
        ("di Jl. A. Yani No. 12 RT 3", Kind.ADDRESS, "Jl. A. Yani No. 12 RT 3"),
        ("saya tinggal di Gang Kenanga", Kind.ADDRESS, "Gang Kenanga"),
        ("nama saya Siti Aminah dan", Kind.NAME, "Siti Aminah"),
        ("lubang di depan pasar. Pak Rudi jatuh", Kind.NAME, "Rudi"),
        ("lubang di pasar\n\nPak Rudi jatuh", Kind.NAME, "Rudi"),
        ("di pasar kata Bu Ani penuh", Kind.NAME, "Ani"),
        ("kata Pak H. Rudi Hartono,", Kind.NAME, "Rudi Hartono,"),
    ],
)
def test_what_is_found(text, kind, words):
    assert [(f.kind, f.text) for f in find(text)] == [(kind, words.rstrip(","))]


@pytest.mark.parametrize(
    "text",
    [
        "Jalan berlubang di Jl. Ahmad Yani km 7, depan pasar",
        "Pak RT dan Bu Lurah sudah tahu",
        "RSUD Dr. Moch. Ansari Saleh penuh",
        "Rp 1.250.000.000 dari rekening belanja 5.1.02.01.01.0024",
        "tanggal 01-02-2024 pukul 10.30",
        "hubungi 112",
        "jam 08.00 sampai 16.00",
        "12.500.000 rupiah",
        "nomor laporan 4821-0937-1184",
        "Di rumah [alamat disamarkan] Pak [nama disamarkan], [telepon disamarkan]",
    ],
)
def test_what_is_left_alone(text):
    assert find(text) == []


def test_a_birthday_that_no_calendar_has_makes_no_nik():
    assert find("kode 6371043202900003") == []
    assert [f.certainty for f in find("NIK 6371043202900003")] == [Certainty.POSSIBLE]
    assert [f.certainty for f in find("kode 6371042902880003")] == [Certainty.SURE]


def test_a_nik_of_an_unknown_district_is_less_sure():
    assert [f.certainty for f in find("6371045508900003", areas={"637104"})] == [Certainty.SURE]
    assert [f.certainty for f in find("6371045508900003", areas={"637101"})] == [Certainty.LIKELY]


def test_masked_covers_all_but_what_somebody_let_stand():
    text = "Pak Budi, WA 081234567890; kata Pak Budi lagi"
    found = find(text)
    assert masked(text, found) == "Pak [nama disamarkan], WA [telepon disamarkan]; kata Pak [nama disamarkan] lagi"
    name = found[0].key
    assert masked(text, found, but={name}) == "Pak Budi, WA [telepon disamarkan]; kata Pak Budi lagi"


def test_long_hostile_texts_take_no_long_time():
    """10,000 letters that nearly match everything: a person waits for the answer."""
    for piece in ("0", "8 ", "a.", "Jl. A ", "rumah a ", "Pak A", "a@a", "1.", "BRI 1 ", "RT 1 "):
        find((piece * 10_000)[:10_000])
