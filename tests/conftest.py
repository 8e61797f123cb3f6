"""One world for all tests: the engine under test, the seeded database, the cast."""

import os
import tempfile
from pathlib import Path

# Settings are read at import: the data directory and the engine must be named before Django starts.
_DATA = Path(tempfile.mkdtemp(prefix="tuntas-test-"))
os.environ.setdefault("TUNTAS_DATA_DIR", str(_DATA))
os.environ["TUNTAS_DATABASE_URL"] = os.environ.get("TUNTAS_TEST_DATABASE_URL", f"sqlite:///{_DATA / 'test.sqlite3'}")
os.environ.setdefault("TUNTAS_EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")

import pytest  # noqa: E402
from django.db import connection  # noqa: E402

from tests import cast, world  # noqa: E402


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The seeded world, made once; each test runs in a transaction on top of it."""
    with django_db_blocker.unblock():
        world.make()


@pytest.fixture
def people(db) -> cast.Cast:
    """The cast, in their seats."""
    return cast.Cast.gather()


def pytest_collection_modifyitems(items):
    """Tests for one engine say so; on the other they are skipped with the reason."""
    for item in items:
        if "postgresql" in item.keywords and connection.vendor != "postgresql":
            item.add_marker(pytest.mark.skip(reason="races need PostgreSQL; SQLite has one writer"))
