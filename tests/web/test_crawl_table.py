"""Every address is either crawled by the browser tests or excluded with a reason."""

from pathlib import Path

import pytest

from tests.browser.pages import EXCLUDED, PAGES

pytestmark = pytest.mark.one_engine

ROUTES = Path(__file__).resolve().parent.parent / "routes.txt"


def test_every_address_is_crawled_or_says_why_not():
    names = [line.split("  ")[1] for line in ROUTES.read_text(encoding="utf-8").splitlines()]
    assert sorted(set(names) - PAGES.keys() - EXCLUDED.keys()) == [], "add these to tests/browser/pages.py"


def test_the_table_names_no_address_that_is_gone_and_none_twice():
    names = {line.split("  ")[1] for line in ROUTES.read_text(encoding="utf-8").splitlines()}
    assert sorted((PAGES.keys() | EXCLUDED.keys()) - names) == []
    assert sorted(PAGES.keys() & EXCLUDED.keys()) == []
