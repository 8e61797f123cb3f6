"""The measures: each computed from figures worked out by hand, each defined completely."""

from fractions import Fraction

from tuntas.reports.states import Ending, Verb
from tuntas.statistics.measures import COUNTED, Figures
from tuntas.statistics.registry import MEASURES
from tuntas.statistics.spread import Share, Spread

FIGURES = Figures(
    received=20,
    dispatched=16,
    acknowledged=3,
    response=Spread({0: 4, 1: 6, 5: 2}),
    response_kept=Share(11, 12),
    follow_up=Spread({2: 5, 10: 5}),
    endings={Ending.CONFIRMED: 6, Ending.SILENT: 2, Ending.ARCHIVED: 1, Ending.WITHDRAWN: 1},
    disputed=4,
    reopened=2,
    returned=2,
    promised=5,
    broken=1,
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
        "dikonfirmasi": Share(6, 10),
        "berakhir-diam": Share(2, 8),
        "belum-selesai": Share(4, 10),
        "dibuka-kembali": 2,
        "salah-alamat": Share(2, 16),
        "templat": Share(3, 15),
        "janji-lewat": Share(1, 5),
        "arsip": Share(1, 20),
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
