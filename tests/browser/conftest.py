"""A real server with the seeded world in a data directory of its own, and a real browser."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
LIVED = "lived.json"
SEED = "import django, sys; django.setup(); from tests.browser import lived; lived.make(sys.argv[1])"


def pytest_collection_modifyitems(items):
    """Without a browser these tests are skipped, and say so."""
    for item in items:
        if CHROMIUM is None and "browser" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="no chromium on this machine"))


class Site(str):
    """The address of a running Tuntas, with the reports that were lived in it."""

    lived: dict[str, list[str]]

    def __new__(cls, address: str, lived: dict[str, list[str]]) -> "Site":
        site = super().__new__(cls, address)
        site.lived = lived
        return site


@pytest.fixture(scope="session")
def lived(site):
    """Name -> number and access code of the reports of tests/browser/lived.py."""
    return site.lived


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of a running Tuntas."""
    port = _free_port()
    data = tmp_path_factory.mktemp("site")
    own = {
        "TUNTAS_DATA_DIR": str(data),
        "TUNTAS_DATABASE_URL": f"sqlite:///{data / 'tuntas.sqlite3'}",
        "TUNTAS_DEMO": "1",
        "TUNTAS_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "tuntas.settings",
    }
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TUNTAS_")} | own
    tuntas = [sys.executable, "-m", "tuntas"]
    root = Path(__file__).resolve().parents[2]
    subprocess.run([*tuntas, "manage", "migrate", "-v", "0"], check=True, env=environment, cwd=root)
    seed = [sys.executable, "-c", SEED, str(data / LIVED)]
    subprocess.run(seed, check=True, env=environment, cwd=root)
    server = subprocess.Popen([*tuntas, "serve", "--port", str(port), "--workers", "1"], env=environment, cwd=root)
    try:
        _wait(f"http://127.0.0.1:{port}/", server)
        yield Site(f"http://127.0.0.1:{port}", json.loads((data / LIVED).read_text(encoding="utf-8")))
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait(address: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise RuntimeError(f"no answer from {address}")
