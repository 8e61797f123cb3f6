"""A real server with the seeded world in a data directory of its own, and a real browser."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.world import PASSWORD

from .sites import Server

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def pytest_collection_modifyitems(items):
    """Without a browser these tests are skipped, and say so."""
    for item in items:
        if CHROMIUM is None and "browser" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="no chromium on this machine"))


@pytest.fixture(scope="session")
def server_over(bases, tmp_path_factory):
    """A server, not started, over a copy of a base: `server_over("world")`."""
    return lambda base: Server(bases.copy(base, tmp_path_factory.mktemp("site") / "data"))


@pytest.fixture(scope="session")
def running(server_over):
    """The server that `site` and `lived` speak of."""
    server = server_over("lived")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def site(running):
    """The address of a running Tuntas."""
    return running.address


@pytest.fixture(scope="session")
def lived(running):
    """Name -> number and access code of the reports of tests/browser/lived.py."""
    return running.lived


@pytest.fixture(scope="session")
def fresh(server_over):
    """A second server: an empty database by `tuntas init`, second factor required, mail written to what it says."""
    server = server_over("empty")
    server.said = server.data / "said.txt"
    server.environment |= {
        "TUNTAS_DEMO": "0",
        "TUNTAS_GOVERNMENT": "desa-uji",
        "TUNTAS_ADMIN_PASSWORD": PASSWORD,
        "TUNTAS_EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend",
        "PYTHONUNBUFFERED": "1",
    }
    government = ("--government-name", "Pemerintah Desa Uji", "--region", "63")
    server.run("-m", "tuntas", "init", *government, "--email", "admin@desa.example", "--name", "Siti Aminah")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
