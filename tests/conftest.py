"""One world for all tests: the engine under test, the seeded database, the cast."""

import os

import pytest
from django.db import connection
from django.utils import translation

from tests import cast, world
from tests.browser.sites import Bases
from tuntas.intake import judging
from tuntas.web import branding, public_tally


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The seeded world, made once; each test runs in a transaction on top of it."""
    with django_db_blocker.unblock():
        world.make()


@pytest.fixture
def people(db) -> cast.Cast:
    """The cast, in their seats."""
    return cast.Cast.gather()


@pytest.fixture(scope="session")
def bases(tmp_path_factory, worker_id):
    """The filled data directories; those who test side by side share them."""
    own = tmp_path_factory.getbasetemp()
    return Bases(own if worker_id == "master" else own.parent)


@pytest.fixture(autouse=True)
def usual_brand():
    """No government has a brand of its own until a test gives it one: so no page asks the database for it."""
    branding.remember({})
    yield
    branding.forget()


@pytest.fixture(autouse=True)
def fresh_tally():
    """No test sees figures of the front page that another one counted."""
    public_tally.forget()


@pytest.fixture(autouse=True)
def usual_language():
    """A page asked for in English leaves its thread speaking English: no test hears of the one before it."""
    translation.deactivate()


@pytest.fixture
def unhurried(monkeypatch):
    """A person sits two seconds before a form; a test that presses its buttons does not."""
    monkeypatch.setattr(judging, "FASTEST", judging.FASTEST * 0)


def pytest_sessionstart():
    """Whoever asks for PostgreSQL and gets something else must hear of it."""
    asked = os.environ.get("TUNTAS_TEST_DATABASE_URL", "")
    assert connection.vendor == ("postgresql" if asked.startswith("postgres") else "sqlite")


def pytest_collection_modifyitems(items):
    """Tests for one engine say so; on the other they are skipped with the reason. What takes long begins first: of
    several workers none is left alone with it in the end."""
    long = {item.path for item in items if "slow" in item.keywords}
    items.sort(key=lambda item: item.path not in long)
    for item in items:
        if "postgresql" in item.keywords and connection.vendor != "postgresql":
            item.add_marker(pytest.mark.skip(reason="races need PostgreSQL; SQLite has one writer"))
