"""The field on a phone: a photo taken while the server is down arrives exactly once when it is back."""

import hashlib
import io
import json

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests import world

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

SEED = """
import django; django.setup()
from datetime import timedelta
from tests.cast import Cast
from tests.lives import Life, office
from tuntas.kernel import clock
at = clock.now() - timedelta(hours=3)
life = Life(Cast.gather(at), at).submitted(incident_on=None, latitude=-3.32, longitude=114.59).dispatched().responded()
print(life.report.reference)
"""
LOOK = """
import django, json; django.setup()
from tuntas.reports.models import Attachment, Report
print(json.dumps({"photos": [[a.sha256, a.captured_latitude, a.captured_longitude, a.purpose, bool(a.captured_at)]
    for a in Attachment.objects.filter(field_key__isnull=False)],
    "report": list(Report.objects.values_list("state", "proof_present"))}))
"""


def look(server) -> dict:
    return json.loads(server.run("-c", LOOK).splitlines()[-1])


@pytest.fixture
def server(server_over):
    one = server_over("world")
    one.reference = one.run("-c", SEED).splitlines()[-1]
    one.start()
    yield one
    one.stop()


@pytest.fixture
def phone(chromium, server):
    place = {"latitude": -3.3201, "longitude": 114.5902}
    context = chromium.new_context(
        locale="id-ID", viewport={"width": 320, "height": 640}, geolocation=place, permissions=["geolocation"]
    )
    page = context.new_page()
    page.goto(f"{server.address}/akun/login/")
    page.fill("input[name=login]", "ratna@kalsel.example")
    page.fill("input[name=password]", world.PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/meja/")
    yield page
    context.close()


def picture() -> bytes:
    data = io.BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(data, "JPEG")
    return data.getvalue()


def photographed(page, data: bytes, role: str) -> None:
    page.check(f"input[name=role][value={role}]")
    page.set_input_files("input[name=photo]", {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": data})
    page.click("form[data-photo] button")


def cached(page) -> int:
    return page.evaluate("caches.keys().then((all) => all.filter((n) => n.startsWith('tuntas-lapangan')).length)")


def ready(page, address: str) -> None:
    page.goto(f"{address}/meja/lapangan/")
    page.wait_for_selector("[data-field][data-ready]", timeout=30000)


def test_a_photo_taken_while_the_server_is_down_arrives_exactly_once(phone, server):
    ready(phone, server.address)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    data = picture()
    server.stop()
    phone.reload()
    assert phone.locator(".stops > li").count() == 1
    assert "Siti" not in phone.content()
    photographed(phone, data, "AFTER")
    expect(phone.locator("[data-queue]")).to_contain_text("1 foto menunggu", timeout=30000)
    # The phone is closed and opened again before there is a line.
    phone.reload()
    expect(phone.locator("[data-queue]")).to_contain_text("1 foto menunggu", timeout=30000)
    server.start()
    sent = []
    phone.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    for _ in range(3):
        phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.locator("[data-queue]")).to_contain_text("sudah terkirim", timeout=30000)
    assert len(sent) == 1
    digest = hashlib.sha256(data).hexdigest()
    assert look(server)["photos"] == [[digest, -3.3201, 114.5902, "AFTER", True]]
    _proves(phone, server)


def _proves(page, server) -> None:
    """The photo is ticked at the report page and is the proof of the follow-up."""
    page.goto(f"{server.address}/meja/laporan/{server.reference}/")
    form = page.locator("form[action$='/tindak-lanjut/']")
    form.locator("xpath=ancestor::details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    assert form.locator("input[name=tindak-lanjut-from_field]").is_checked()
    form.locator("input[value=PHYSICAL]").check()
    form.locator("textarea[name=tindak-lanjut-text]").fill("Lubang ditambal aspal panas dua belas meter persegi.")
    form.locator("button.btn:not([name])").click()
    page.wait_for_load_state()
    assert look(server)["report"] == [["FOLLOWED_UP", True]]


def test_an_answer_that_was_lost_does_not_make_a_second_photo(phone, server):
    """The server keeps the photo, but the phone never hears of it: it sends again, and nothing is doubled."""
    ready(phone, server.address)
    lost = {"left": 1}

    def lose(route):
        if lost["left"]:
            lost["left"] -= 1
            route.fetch()
            route.abort()
        else:
            route.continue_()

    phone.context.route("**/meja/lapangan/foto/", lose)
    photographed(phone, picture(), "BEFORE")
    expect(phone.locator("[data-queue]")).to_contain_text("1 foto menunggu", timeout=30000)
    assert len(look(server)["photos"]) == 1
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.locator("[data-queue]")).to_contain_text("sudah terkirim", timeout=30000)
    assert len(look(server)["photos"]) == 1


def test_signing_out_wipes_the_tasks_from_the_phone(phone, server):
    ready(phone, server.address)
    assert cached(phone) == 1
    phone.click("details.menu summary")
    phone.click("form[data-signs-out] button")
    phone.wait_for_url(f"{server.address}/")
    assert cached(phone) == 0
    server.stop()
    with pytest.raises(Exception, match="ERR_"):
        phone.goto(f"{server.address}/meja/lapangan/")
