"""The tour: a whole life in a few seconds, the same text each time."""

import os
import re
import subprocess
import sys

import pytest

from tuntas.ops.tour_story import CHAPTERS

pytestmark = [pytest.mark.one_engine, pytest.mark.slow]

CHANGING = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4})+|\b[0-9a-f]{12}\b")


def tour(*words: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tuntas", "tour", *words],
        env={**os.environ, **environment}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.skipif(not os.environ.get("TUNTAS_LONG_TESTS"), reason="only with TUNTAS_LONG_TESTS=1")
def test_the_story_is_the_same_each_time():
    first, second = tour(TUNTAS_LANGUAGE="id"), tour(TUNTAS_LANGUAGE="id")
    assert CHANGING.sub("#", first) == CHANGING.sub("#", second)


def test_the_story_is_told_to_its_end(tmp_path):
    first = tour(TUNTAS_LANGUAGE="id", TUNTAS_DATA_DIR=str(tmp_path / "jangan"))
    assert not (tmp_path / "jangan").exists()
    steps = re.findall(r"^\d+\. .* WITA$", first, re.MULTILINE)
    assert (len(steps), steps[0]) == (len(CHAPTERS), "1. Senin, 9 Maret 2026 pukul 09.10 WITA")
    for fact in (
        "   > 19 Maret 2026 tidak dihitung: Hari Suci Nyepi.",
        "Verifikasi laporan: dijeda, menunggu pelapor",
        "rantai utuh",
        "3. Berakhir: Dikonfirmasi pelapor, Jumat, 27 Maret 2026 pukul 07.50 WITA",
    ):
        assert fact in first


@pytest.mark.skipif(not os.environ.get("TUNTAS_LONG_TESTS"), reason="only with TUNTAS_LONG_TESTS=1")
def test_the_story_in_english():
    told = tour("--language", "en")
    assert told.startswith("THE LIFE OF ONE REPORT\n")
    assert "1. Monday, 9 March 2026 at 09.10 WITA" in told
    assert "Siti confirms that it is fixed and rates it 5" in told
