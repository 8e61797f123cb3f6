"""Write tests/routes.txt from the URL map, after an address was added or changed on purpose."""

import os
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuntas.settings")
django.setup()

from django.urls import get_resolver  # noqa: E402

from tests.test_conventions import _routes  # noqa: E402

lines = sorted(f"/{route}  {name}" for route, name in _routes(get_resolver()) if not route.startswith("akun/"))
(ROOT / "tests" / "routes.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
