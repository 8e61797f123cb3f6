"""Writes docs/workflow.md anew after a change of the workflow table."""

import os
import tempfile

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuntas.settings")
os.environ.setdefault("TUNTAS_DATA_DIR", tempfile.mkdtemp())
django.setup()

from tuntas.ops.workflow_docs import write  # noqa: E402

write()
