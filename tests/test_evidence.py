"""The evidence is sound: each row has a test that exists or a written reason, and the generated page is current."""

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import evidence  # noqa: E402

pytestmark = pytest.mark.one_engine

MODEL = ROOT / "THREAT_MODEL.md"
NODE = re.compile(r"`(tests/[\w/]+\.py::test_\w+)`")
EXCUSE = re.compile(r"\b(Not defended|Without a test): \S")


def lines_of_the_model() -> list[str]:
    """Each line of a list, with what stands below it."""
    text = MODEL.read_text(encoding="utf-8")
    return [" ".join(found.split()) for found in re.findall(r"^- .*?(?=^- |^#|^$|\Z)", text, re.MULTILINE | re.DOTALL)]


def test_every_row_has_a_test_that_exists_or_a_reason():
    assert list(evidence.faults(evidence.parts())) == []


def test_the_page_of_evidence_is_current():
    """Run tools/evidence.py after a change to the promises or docs/standards."""
    assert evidence.PAGE.read_text(encoding="utf-8") == evidence.page(evidence.parts())


def test_the_standards_are_whole():
    """253 requirements of ASVS 5.0.0 at levels 1 and 2, as counted in the standard's own table; 72 SPBE controls."""
    _promises, spbe, asvs, *_rest = evidence.parts()
    assert [row.id for row in spbe.rows] == [f"K{number}" for number in range(1, 73)]
    chapters = [int(row.id.split(".")[0]) for row in asvs.rows]
    assert [chapters.count(chapter) for chapter in range(1, 18)] == [
        27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7,
    ]  # fmt: skip
    assert sum("(L1)" in row.asks for row in asvs.rows) == 70


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (evidence.Row("x", "", ("tests/test_evidence.py::test_that_is_not_there",), "test"), "is not there"),
        (evidence.Row("x", "", ("tests/not_there.py::test_x",), "test"), "is not there"),
        (evidence.Row("x", "", (), "open"), "neither test nor reason"),
        (evidence.Row("x", "", (), "operator", "Yours.", "docs/operate.md#nowhere"), "is not there"),
    ],
)
def test_a_row_without_proof_would_be_found(row, fault):
    (found,) = evidence.faults([evidence.Part("Percobaan", "", (row,))])
    assert found.endswith(fault)


def test_a_row_of_two_minds_is_found():
    made = evidence._clause({"id": "1", "asks": "x", "tests": ["tests/x.py::test_y"], "open": "Not yet."})
    assert list(evidence.faults([evidence.Part("Percobaan", "", (made, made))])) == [
        "Percobaan: 1 stands twice",
        "Percobaan: 1: neither test nor reason",
        "Percobaan: 1: neither test nor reason",
    ]


def test_every_line_of_the_threat_model_has_its_test_or_says_why_not():
    found = lines_of_the_model()
    assert len(found) > 60
    assert [line for line in found if not NODE.search(line) and not EXCUSE.search(line)] == []


def test_every_test_that_the_threat_model_names_exists():
    named = NODE.findall(MODEL.read_text(encoding="utf-8"))
    assert [test for test in named if not evidence.exists(test)] == []
    assert MODEL.read_text(encoding="utf-8").count("::") == len(named)
