"""What a log may say of an error: where it happened and of what kind, never its words.

The words of an error can hold what a reporter wrote: PostgreSQL names the whole failing row.
"""

import logging
import traceback
from types import TracebackType

_Info = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WordlessFormatter(logging.Formatter):
    """Traces with files, lines and kinds of errors, each cause before what came of it."""

    def formatException(self, ei: _Info) -> str:  # noqa: N802
        """The trace without the words of its errors."""
        return "\n".join(_told(ei[1])) if ei[1] is not None else ""


def _told(error: BaseException) -> list[str]:
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in frames]
    own = ["Traceback (most recent call last):", *lines, f"{type(error).__module__}.{type(error).__qualname__}"]
    return [*(_told(earlier) if earlier else []), *own]
