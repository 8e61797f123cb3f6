"""Child processes that are kept alive, and never outlive their parent."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 8.0
"""Seconds before a dead child is started again: doubled at each death, back to the first after `STEADY` of life.
Never so long that the site is away for more than ten seconds because one process was killed."""

STEADY = 10.0
GRACE = 8.0
"""Seconds a child has to end after SIGTERM before it is killed."""

_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One child and when it may be started again."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    not_before: float = 0.0
    say: Callable[[str, int], None] = lambda *_: None

    def tend(self, at: float) -> None:
        """Start it when it does not run and its pause is over."""
        if self.process is not None and self.process.poll() is not None:
            self._mourn(at)
        if self.process is None and at >= self.not_before:
            self.started = at
            self.process = subprocess.Popen(  # noqa: S603
                self.command, env=dict(self.environment), start_new_session=True, preexec_fn=_die_with_parent()
            )

    def ask_to_end(self) -> None:
        """SIGTERM, to the child alone: it ends its own children."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def bury(self, until: float) -> None:
        """Wait for the end until then; afterwards nothing of its session is left."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._sweep()
        self.process.wait()

    def _mourn(self, at: float) -> None:
        assert self.process is not None
        self.say(self.name, self.process.returncode)
        self._sweep()
        self.pause = FIRST_PAUSE if at - self.started > STEADY else min(self.pause * 2, LONGEST_PAUSE)
        self.process, self.not_before = None, at + self.pause

    def _sweep(self) -> None:
        """End what a killed child left behind in its session."""
        assert self.process is not None
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return


def end_all(children: Sequence[Child]) -> None:
    """Ask all to end at once, then wait for each within the same grace."""
    for child in children:
        child.ask_to_end()
    until = time.monotonic() + GRACE
    for child in children:
        child.bury(until)


def _die_with_parent() -> Callable[[], None] | None:
    """On Linux the kernel sends SIGTERM to the child when the parent dies, however it dies."""
    if not sys.platform.startswith("linux"):
        return None
    # Loaded before the fork: between fork and exec as little as possible may happen.
    try:
        prctl = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return None
    return lambda: prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
