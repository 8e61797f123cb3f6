"""The reporter's side without scripts at 320 pixels: refuse with a photo, see the second repair, confirm, rate."""

import pytest

from tests.browser.test_life import Person, file_a_report, picture
from tests.lives import ANSWER, DONE

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

AGAIN = "Penambalan diulang dengan aspal panas setebal delapan sentimeter dan dipadatkan dua kali oleh regu tiga."


def fits(person: Person) -> bool:
    return person.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_refuse_with_a_photo_then_confirm_with_one_press_then_rate(chromium, site):
    siti, budi, ratna = (Person(chromium, site) for _ in range(3))
    number, code = file_a_report(siti)
    reference = number.replace("-", "")
    budi.sign_in("budi@kalsel.example")
    budi.act(reference, "disposisi", to="kalsel-pupr", topic="jalan-berlubang")
    ratna.sign_in("ratna@kalsel.example")
    ratna.act(reference, "respon", message=ANSWER)
    ratna.act(reference, "tindak-lanjut", {"after": picture("black")}, kind="PHYSICAL", text=DONE)

    # The address of the QR code: the number stands there already, the code is asked.
    siti.go(f"/lacak/{reference}/")
    page = siti.page
    assert page.input_value("#reference") == number
    page.fill("#access_code", code)
    page.click("form.letter button.btn-primary")
    assert page.url.endswith("/lacak/laporan/")
    assert fits(siti)

    page.click("#tindakan-belum-selesai > summary")
    page.fill("#tindakan-belum-selesai textarea", "Lubangnya terbuka lagi setelah hujan semalam.")
    page.set_input_files("#tindakan-belum-selesai input[type=file]", picture("grey"))
    page.click("#tindakan-belum-selesai button.btn")
    text = page.inner_text("main")
    assert "Tercatat: menurut Anda belum selesai." in text
    assert "Lubangnya terbuka lagi setelah hujan semalam." in text
    assert fits(siti)

    ratna.act(reference, "tindak-lanjut", {"after": picture("blue")}, kind="PHYSICAL", text=AGAIN)
    siti.go("/lacak/laporan/")
    assert AGAIN in page.inner_text("main")
    page.click("#tindakan-konfirmasi button.btn-big")
    assert "Pelapor menyatakan selesai." in page.inner_text(".facts")
    page.check("#tindakan-nilai input[value='5']")
    page.fill("#tindakan-nilai textarea", "Sekarang rata.")
    page.click("#tindakan-nilai button.btn")
    assert "Nilai 5 dari 5." in page.inner_text(".facts")
    assert fits(siti)
