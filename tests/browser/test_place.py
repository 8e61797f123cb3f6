"""Choosing an area while one types, with the keyboard alone; and without the list, by the button as before."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]


def place_step(chromium, site):
    page = chromium.new_context(locale="id-ID", viewport={"width": 320, "height": 700}).new_page()
    page.goto(f"{site}/lapor/")
    page.check("input[name=kind][value=COMPLAINT]")
    page.click("button[name=go][value=next]")
    page.fill("textarea[name=body]", "Lampu jalan padam sejak sebulan lalu di tikungan dekat jembatan.")
    page.click("button[name=go][value=next]")
    page.locator("[role=combobox]").focus()
    return page


def combobox(page) -> dict:
    names = "['aria-expanded', 'aria-activedescendant'].map(name => document.activeElement.getAttribute(name))"
    expanded, active = page.evaluate(names)
    return {"expanded": expanded, "active": active, "selected": page.locator("[aria-selected=true]").count()}


def test_an_area_is_chosen_with_arrows_and_enter(chromium, site):
    page = place_step(chromium, site)
    page.keyboard.type("banjarm")
    page.wait_for_selector("[role=option]")
    assert combobox(page) == {"expanded": "true", "active": None, "selected": 0}
    page.keyboard.press("ArrowDown")
    assert combobox(page) == {"expanded": "true", "active": "wilayah-0", "selected": 1}
    page.keyboard.press("Escape")
    assert combobox(page) == {"expanded": "false", "active": None, "selected": 0}
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("[role=combobox]") == "Kota Banjarmasin"
    assert combobox(page)["expanded"] == "false"
    page.wait_for_selector("[role=status]:has-text('Dipilih: Kota Banjarmasin')")
    page.click("button[name=go][value=next]")
    page.click("button[name=go][value=back]")
    assert page.input_value("[role=combobox]") == "Kota Banjarmasin"
    assert page.input_value("input[name=region]") == "6371"
    page.context.close()


def test_without_the_list_the_button_searches(chromium, site):
    page = place_step(chromium, site)
    page.route("**/lapor/wilayah.json", lambda route: route.abort())
    page.keyboard.type("banjarm")
    page.click("button[name=go][value=search]")
    page.check("input[type=radio][name=region][value='6371']")
    page.click("button[name=go][value=next]")
    assert page.input_value("input[name=region]") == "6371"
    page.context.close()
