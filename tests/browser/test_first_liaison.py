"""From the invitation to the first answered and acted report: what a liaison has to do, counted.

A report waits at the unit. The way: open the mailed link, choose a password, set up the second factor, keep the
recovery codes, open the report, answer it, say what was done. Written down before it was walked: 8 pages, 9 presses,
5 fields. It takes 7 and 6 and may not take more; 3 pages, 3 presses and 2 fields of it are the account.
"""

import pytest

from tests.browser.walking import Walked, Walker
from tests.lives import ANSWER, DONE
from tests.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

AT_MOST = Walked(pages=7, presses=6, fields=5)
WAITING = "import django; django.setup(); from tests.browser import waiting; waiting.make()"


def test_from_the_invitation_to_a_report_answered_and_acted_on(chromium, fresh):
    link, reference = fresh.run("-c", WAITING).split()
    yusuf = Walker.enter(chromium, fresh.address)
    yusuf.open(link)
    yusuf.fill("password", PASSWORD)
    yusuf.press("main button.btn-primary")
    yusuf.second_step()
    yusuf.press(f"main a[href*='{reference}']")
    yusuf.press("main details:has(form[action*='/respon/']) > summary", when_folded="respon-message")
    yusuf.fill("respon-message", ANSWER)
    yusuf.press("main form[action*='/respon/'] .actions button.btn")
    yusuf.press("main details:has(form[action*='/tindak-lanjut/']) > summary", when_folded="tindak-lanjut-text")
    yusuf.tick("tindak-lanjut-kind", "ANSWER")
    yusuf.fill("tindak-lanjut-text", DONE)
    yusuf.press("main form[action*='/tindak-lanjut/'] .actions button.btn")
    assert "Ditindaklanjuti, menunggu tanggapan" in yusuf.text()
    assert yusuf.walked.within(AT_MOST), yusuf.walked
