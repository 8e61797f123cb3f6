"""What the worker does by itself, done at once: record what waits, erase files that nobody holds."""

import os
from datetime import timedelta

import django


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuntas.settings")
    django.setup()
    from tuntas.intake import spool
    from tuntas.kernel import clock
    from tuntas.media.staging import sweep_staging
    from tuntas.reports.queries import held_files

    at = clock.now()
    while spool.state().waiting:
        spool.record(at)
    assert spool.state() == spool.EMPTY
    sweep_staging(at + timedelta(days=2), held=held_files)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
