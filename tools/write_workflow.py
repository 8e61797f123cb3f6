"""Write docs/workflow.md from the table, after a row was changed on purpose."""

import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuntas.settings")
django.setup()

from tuntas.ops import workflow_docs  # noqa: E402

if __name__ == "__main__":
    target = Path(__file__).resolve().parent.parent / "docs" / "workflow.md"
    target.write_text(workflow_docs.page(), encoding="utf-8")
