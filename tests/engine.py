"""The engine and the data directory of the tests, named before anything reads the settings.

Loaded with ``-p`` (pyproject.toml), not from conftest.py: pytest-django imports the settings before any conftest, and
would then test on SQLite whatever TUNTAS_TEST_DATABASE_URL says.
"""

import os
import tempfile
from pathlib import Path

_DATA = Path(tempfile.mkdtemp(prefix="tuntas-test-"))
os.environ.setdefault("TUNTAS_DATA_DIR", str(_DATA))
os.environ["TUNTAS_DATABASE_URL"] = os.environ.get("TUNTAS_TEST_DATABASE_URL", f"sqlite:///{_DATA / 'test.sqlite3'}")
# Tests sign people in by force; what asks for a proof has tests of its own.
os.environ.setdefault("TUNTAS_SUDO_MINUTES", "0")
os.environ.setdefault("TUNTAS_EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
