"""Pointing at the place on a map: loaded when it is opened, from our own server only."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]


def test_a_point_on_the_map_fills_the_coordinates(chromium, site):
    page = chromium.new_context(locale="id-ID", viewport={"width": 320, "height": 700}).new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(f"{site}/lapor/")
    page.check("input[name=kind][value=COMPLAINT]")
    page.click("button[name=go][value=next]")
    page.fill("textarea[name=body]", "Lampu jalan padam sejak sebulan lalu di tikungan dekat jembatan.")
    page.click("button[name=go][value=next]")
    assert not any("leaflet" in url for url in asked)
    page.click("details.map > summary")
    page.wait_for_selector(".leaflet-container path", state="attached")
    page.locator(".map-canvas").click(position={"x": 120, "y": 120})
    latitude = float(page.locator("input[name=latitude]").input_value().replace(",", "."))
    longitude = float(page.locator("input[name=longitude]").input_value().replace(",", "."))
    assert -5 < latitude < -1
    assert 112 < longitude < 117
    assert all(url.startswith(site) or url.startswith("data:") for url in asked)
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_map_of_published_reports_leads_to_the_list(chromium, site):
    page = chromium.new_context(locale="id-ID", viewport={"width": 320, "height": 700}).new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(f"{site}/peta/")
    page.wait_for_selector(".map-count")
    assert page.locator(".map-count").first.get_attribute("aria-label").split(": ")[1].isdigit()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert all(url.startswith(site) or url.startswith("data:") for url in asked)
    page.locator(".map-count").first.click()
    page.wait_for_url("**/laporan/?wilayah=*")
    assert said == []


def test_without_scripts_the_table_stands_alone(chromium, site):
    page = chromium.new_context(locale="id-ID", java_script_enabled=False).new_page()
    page.goto(f"{site}/peta/")
    assert page.locator(".map-canvas").is_hidden()
    assert page.locator(".area-table tbody tr").count() > 0
