"""From an empty database to a report at a unit: what the first administrator has to do, counted.

`tuntas init` has made the government and one administrator. The way: sign in, set up the second factor, keep the
recovery codes, then the first days: the office's mail address, the units, a liaison by mail, the first report from
the counter, and its dispatch. Written down before it was walked: 15 pages, 14 presses, 12 fields. It takes one page
and one press less and may not take more; 3 pages, 3 presses and 3 fields of it are the log-in with its second factor.
"""

import pytest

from tests.browser.walking import Walked, Walker
from tests.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

AT_MOST = Walked(pages=14, presses=13, fields=12)
UNIT = "Dinas Pekerjaan Umum"


def go_on(walker: Walker, title: str) -> None:
    """The next step that the checklist offers."""
    assert f"Lanjutkan: {title}" in walker.text()
    walker.press("main .actions a.btn-primary")


def test_from_an_empty_database_to_a_report_at_a_unit(chromium, fresh):
    siti = Walker.enter(chromium, fresh.address)
    siti.open("/kelola/mulai/")
    siti.fill("login", "admin@desa.example")
    siti.fill("password", PASSWORD)
    siti.press("main button.btn-primary")
    siti.second_step()
    go_on(siti, "Kantor Anda")
    siti.fill("email", "kantor@desa.example")
    siti.press("main form button.btn-primary")
    go_on(siti, "Unit")
    siti.fill("names", f"{UNIT}\nDinas Sosial")
    siti.press("main form button.btn-primary")
    go_on(siti, "Orang")
    siti.choose("office", UNIT)
    siti.fill("people", "Ratna Dewi, ratna@desa.example")
    siti.press("main form button.btn-primary")
    assert "1 undangan terkirim." in siti.page.inner_text("body")
    assert "/undangan/" in fresh.invitation("ratna@desa.example")
    siti.press("main a:has-text('Laporan pertama')")
    siti.fill("received_at", siti.minutes_ago(30))
    siti.fill("body", "Jalan di depan balai desa berlubang besar sejak dua minggu lalu, dua orang sudah jatuh.")
    siti.fill("topic_code", "jalan-berlubang")
    siti.fill("name", "Joko")
    siti.press("main form button.btn-primary")
    siti.press("main .actions a.btn-primary")
    siti.press("main details:has(form[action$='/disposisi/']) > summary", when_folded="disposisi-to")
    siti.choose("disposisi-to", UNIT)
    siti.press("main form[action$='/disposisi/'] button.btn")
    assert "Terdisposisi ke unit" in siti.text()
    assert UNIT in siti.text()
    assert siti.walked.within(AT_MOST), siti.walked
