"""The page of the retention schedule: proposed and inactive at first, seen in its effect, then put in force."""

import pytest

from tests.lives import Life
from tests.web.test_desk_acts import _the_same_afternoon, signed_in  # noqa: F401
from tuntas.reports.actions.retain import proposed
from tuntas.reports.models import RetentionRule

PAGE = "/kelola/retensi/"


def filled(**changes: object) -> dict[str, object]:
    said: dict[str, object] = {"law": "UU 43/2009", "effective_from": "2025-04-01", "on": "2031-01-01"}
    for one in proposed():
        said[f"{one.classification.value}_{one.kind.value}_least"] = one.least
        said[f"{one.classification.value}_{one.kind.value}_most"] = one.most
    return said | changes


def test_proposed_seen_and_put_in_force(people):
    Life(people).submitted().withdrawn()
    budi = signed_in("budi")
    assert "Belum ada jadwal yang berlaku" in budi.get(PAGE).text
    seen = budi.post(PAGE, filled())
    assert "akan dihapus dari 1 laporan" in seen.text
    assert RetentionRule.objects.count() == 0
    assert budi.post(PAGE, filled(langkah="sahkan")).status_code == 302
    assert RetentionRule.objects.count() == 12
    assert "Jadwal ini berlaku mulai 1 April 2025" in budi.get(PAGE).text
    assert "Jadwal retensi" in budi.get("/kelola/riwayat/").text


@pytest.mark.parametrize(
    "wrong", [{"effective_from": "2025-03-03"}, {"COMPLAINT_WORDS_most": 1}, {"law": ""}, {"COMPLAINT_WORDS_least": ""}]
)
def test_what_makes_no_sense_is_said_at_its_field(people, wrong):
    answer = signed_in("budi").post(PAGE, filled(langkah="sahkan", **wrong))
    assert answer.status_code == 422
    assert RetentionRule.objects.count() == 0
