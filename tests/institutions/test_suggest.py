from time import perf_counter

import pytest

from tuntas.institutions.suggest import (
    Suggestion,
    normalise,
    suggest_among,
    suggest_topics,
    vocabulary_of,
)

PARKS = vocabulary_of([("taman", "", ["taman"]), ("bangku", "taman", ["bangku", "bangku taman"])])


@pytest.mark.parametrize(
    ("text", "topic", "word"),
    [
        ("Jalan di depan SDN 3 berlubang parah, kemarin ada motor yang jatuh.", "jalan-berlubang", "berlubang"),
        ("Sudah tiga hari air PDAM tidak mengalir di Komplek HKSN.", "air-mati", "tidak mengalir"),
        ("Sampah di TPS Jl. Pramuka menumpuk seminggu, tdk diangkut.", "sampah-tidak-diangkut", "tidak diangkut"),
        ("Saya urus KTP di Disdukcapil 2 bulan, katanya blangkonya kosong.", "ktp", "blangko"),
        ("Kepala sekolah meminta uang komite Rp500.000 dari semua siswa.", "pungutan-sekolah", "uang komite"),
        ("Lampu merah simpang empat Sungai Lulut mati sejak kemarin.", "lampu-lalu-lintas", "lampu merah"),
        ("Petugas minta uang pelicin supaya surat saya cepat selesai.", "pungli", "uang pelicin"),
        ("Ibu saya janda miskin tapi tidak dapat bantuan PKH.", "bansos-tidak-terima", "tidak dapat bantuan"),
        ("GAJI SAYA DUA BULAN BELUM DIBAYAR PERUSAHAAN, THR JUGA TIDAK ADA", "upah", "thr"),
        ("Antri di IGD RSUD Ulin sampai enam jam, kamar penuh.", "rumah-sakit", "igd"),
        ("Tetangga saya dipukul suaminya setiap malam, tolong.", "kekerasan-rumah-tangga", "dipukul suami"),
        ("Kabut asap dari kebakaran lahan gambut di Landasan Ulin tebal sekali.", "karhutla", "kabut asap"),
    ],
)
def test_the_topic_of_a_real_sentence_comes_first(text: str, topic: str, word: str) -> None:
    best = suggest_topics(text)[0]

    assert best.topic_code == topic
    assert word in best.words


def test_unknown_words_suggest_nothing() -> None:
    assert suggest_topics("Selamat pagi, apa kabar?") == []
    assert suggest_topics("") == []


def test_words_of_the_main_topic_count_half() -> None:
    assert suggest_among("Bangku di taman patah", PARKS) == [
        Suggestion(topic_code="bangku", score=1.5, words=("bangku", "taman"))
    ]


def test_the_main_topic_stands_in_when_no_sub_topic_fits() -> None:
    assert suggest_among("Tamannya kotor", PARKS) == [Suggestion("taman", 0.5, ("taman",))]


def test_a_longer_phrase_weighs_more_and_repeating_a_word_weighs_nothing() -> None:
    once = suggest_among("bangku taman", PARKS)[0]
    often = suggest_among("bangku bangku bangku taman", PARKS)[0]

    assert once.score == often.score == 3.96


def test_a_word_that_topics_share_says_less() -> None:
    shared = vocabulary_of([("a", "", ["x"]), ("b", "a", ["air"]), ("c", "a", ["air", "keruh"])])

    assert suggest_among("air keruh", shared) == [
        Suggestion("c", 1.5, ("air", "keruh")),
        Suggestion("b", 0.5, ("air",)),
    ]


def test_the_limit_holds() -> None:
    assert len(suggest_topics("jalan sampah ktp banjir listrik padam", limit=2)) == 2


def test_parts_of_words_are_no_hits() -> None:
    assert suggest_among("setamanan", PARKS) == []


def test_normalising() -> None:
    assert normalise("Jln. ke Rmh-nya GAK ada  lampunya!") == (
        "jalan", "ke", "rumah", "nya", "tidak", "ada", "lampu"
    )  # fmt: skip


def test_a_long_text_is_read_quickly() -> None:
    text = "Jalan berlubang dan sampah menumpuk di pasar. " * 220  # about 10,000 letters

    suggest_topics(text)
    started = perf_counter()
    suggest_topics(text)
    assert perf_counter() - started < 0.1
