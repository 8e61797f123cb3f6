"""The measures: each computed from figures worked out by hand, each defined completely."""

from collections import Counter
from fractions import Fraction

from tuntas.reports.states import Ending, Verb
from tuntas.statistics.measures import COUNTED, Figures
from tuntas.statistics.registry import MEASURES
from tuntas.statistics.spread import Average, Share, Spread, Timing

FIGURES = Figures(
    received=20,
    dispatched=16,
    acknowledged=3,
    response=Spread({0: 4, 1: 6, 5: 2}),
    response_kept=Share(11, 12),
    follow_up=Spread({2: 5, 10: 5}),
    endings=Counter({Ending.CONFIRMED: 5, Ending.SILENT: 2, Ending.COORDINATOR: 1, Ending.ARCHIVED: 1, "WITHDRAWN": 1}),
    disputed=4,
    reopened=2,
    returned=2,
    promised=5,
    broken=1,
    closed=10,
    verified=Share(14, 18),
    promises_kept=Share(3, 4),
    sent=17,
    charged=2,
    bounces=Spread({0: 13, 1: 2, 2: 1}),
    archived=Counter({"SPAM": 1}),
    rating=Spread({5: 2, 4: 1, 1: 1}),
    stages={"RECEIVED": Average(3, 5760), "IN_PROGRESS": Average(1, 33)},
    response_time=Timing({1408: 3}, 4320),
    follow_up_time=Timing({2816: 2}, 5760),
    follow_up_kept=Share(8, 10),
    response_left=Spread({2: 1}),
    response_open=Spread({9: 3}),
    follow_up_open=Spread({20: 6}),
    open=Spread({3: 4, 40: 1}),
    people=400_000,
)


REASONS = ("unclear", "not-public-service", "in-court", "already-handled", "abusive")
STATES = (
    *("incomplete", "dispatched-institution", "dispatched-unit", "returned", "awaiting-approval"),
    *("awaiting-third-party", "followed-up", "reporter-replied", "reopened"),
)


def test_each_measure_is_what_its_formula_says():
    assert {measure.code: measure.value(FIGURES) for measure in MEASURES} == {
        "diterima": 20,
        "respon-rata-rata": Fraction(16, 12),
        "respon-median": 1,
        "respon-p90": 5,
        "respon-tepat-waktu": Share(11, 12),
        "ditindaklanjuti": Share(10, 20),
        "tindak-lanjut-rata-rata": Fraction(6),
        "dikonfirmasi": Share(5, 10),
        "berakhir-diam": Share(2, 7),
        "belum-selesai": Share(4, 10),
        "dibuka-kembali": 2,
        "salah-alamat": Share(2, 17),
        "templat": Share(3, 15),
        "janji-lewat": Share(1, 5),
        "arsip": Share(1, 20),
        "respon-kalender": Fraction(1),
        "tunggu-respon-median": 1,
        "tunggu-respon-p90": None,
        "tindak-lanjut-median": 2,
        "tindak-lanjut-p90": 10,
        "tindak-lanjut-tepat-waktu": Share(8, 10),
        "tindak-lanjut-kalender": Fraction(2),
        "tunggu-tindak-lanjut-median": 10,
        "tunggu-tindak-lanjut-p90": None,
        "umur-terbuka": 3,
        "verifikasi-tepat-waktu": Share(14, 18),
        "sekali-tepat": Share(13, 16),
        "pengembalian-per-laporan": Fraction(4, 16),
        "selesai": Share(8, 19),
        "ditutup-koordinator": Share(1, 10),
        "dibuka-kembali-bagian": Share(2, 10),
        "janji-ditepati": Share(3, 4),
        "kepuasan": Share(3, 4),
        "per-100-ribu": Fraction(5),
        "arsip-spam": Share(1, 20),
        **{f"arsip-{reason}": Share(0, 20) for reason in REASONS},
        "tahap-received": Fraction(4, 3),
        "tahap-in-progress": Fraction(33, 1440),
        **{f"tahap-{state}": None for state in STATES},
    }


def test_without_figures_nothing_is_known():
    empty = {measure.code: measure.value(Figures()) for measure in MEASURES}
    assert {code for code, value in empty.items() if value == 0} == {"diterima", "dibuka-kembali"}
    assert all(value.ratio is None for value in empty.values() if isinstance(value, Share))


def test_every_measure_is_counted_from_events_that_are_counted():
    assert [m.code for m in MEASURES if not m.events <= COUNTED or not m.events] == []
    assert len({m.code for m in MEASURES}) == len(MEASURES)
    assert all(Verb(verb).label for measure in MEASURES for verb in measure.events)
    assert [m.code for m in MEASURES if not (m.definition and m.formula and m.gaming)] == []
