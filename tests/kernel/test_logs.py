"""What a log says of an error: where and of what kind, never its words."""

import logging
import sys

from django.conf import settings

from tuntas.kernel.logs import WordlessFormatter

SECRET = "Failing row contains (Siti Aminah, 0812)"


def _raised() -> str:
    try:
        try:
            raise ValueError(SECRET)
        except ValueError as first:
            raise LookupError(f"again: {SECRET}") from first
    except LookupError:
        record = logging.LogRecord("tuntas", logging.ERROR, __file__, 1, "%s failed", ("job",), sys.exc_info())
    return WordlessFormatter("{levelname} {name} {message}", style="{").format(record)


def test_the_trace_names_places_and_kinds_and_no_words():
    told = _raised()
    assert told.startswith("ERROR tuntas job failed\nTraceback (most recent call last):\n")
    assert told.index("builtins.ValueError") < told.index("builtins.LookupError")
    assert f'File "{__file__}", line ' in told
    assert "Siti" not in told


def test_the_console_logs_with_it():
    assert settings.LOGGING["formatters"]["plain"]["()"] == "tuntas.kernel.logs.WordlessFormatter"
    assert settings.LOGGING["handlers"]["console"]["formatter"] == "plain"
