"""Runs the tests that reach a mutant in a forked child, until one fails."""

import argparse
import gc
import json
import os
import resource
import select
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from . import grafting, switch

SECONDS, TIMES = 20.0, 20
"""Of processor: a mutant may take this long, and so many times what its tests take without it."""
LONGEST = 900.0
"""By the clock, however busy the machine is."""
CELLS_AT_MOST = 600
"""Requests that are sent for one mutant, evenly spread over those that reach it."""

EQUIVALENT = grafting.SOURCE.parent.parent / "tests" / "kernels" / "equivalent.txt"


@dataclass(frozen=True)
class Check:
    """Something that is red or not."""

    name: str
    red: Callable[[Any], bool]
    """Given the item that is run next."""
    item: Any = None


@dataclass(frozen=True)
class Nothing:
    """Run next: so that all but what the whole session shares is torn down."""

    session: pytest.Session

    def listchain(self) -> list[Any]:
        """As an item has it."""
        return [self.session]


class Trying:
    """The plugin that takes the place of running the tests once."""

    def __init__(self, given: argparse.Namespace, known: dict[str, Any]) -> None:
        self.given, self.known = given, known
        self.became: dict[str, dict[str, str]] = {}
        self.failed: list[str] = []
        self.trusted: dict[str, bool] = {}
        self.killers: dict[str, list[str]] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of running the tests."""
        if session.testsfailed:
            raise session.Interrupted("errors while collecting")
        items = [item for item in session.items if not item.get_closest_marker("browser")]
        checks = [Check(item.nodeid, _item_red(item), item) for item in items]
        self.nothing = Nothing(session)
        for_database = next(check for check in checks if _needs_database(check.item))
        self._met_by(for_database, self.nothing)  # the database is made, and stays
        with self._doors(session) if self.given.doors else _as_they_are(checks) as tried:
            if self.given.map or self.given.doors:
                self._record(tried)
            if self.given.use or self.given.doors:
                self._try_all({check.name: check for check in tried})
        return True

    def told(self) -> int:
        """The figures of this run; the number that the process ends with."""
        counted = Counter(one["became"] for one in self.became.values())
        print(f"\n{sum(counted.values())} mutants: {dict(counted)}; red without any: {self.failed}")
        return int(bool(self.failed))

    # Which checks reach which mutant

    def _record(self, checks: Sequence[Check]) -> None:
        reach: dict[str, list[str]] = {}
        seconds: dict[str, float] = {}
        for check, following in zip(checks, [*(each.item for each in checks[1:]), self.nothing], strict=True):
            seconds[check.name], met = self._met_by(check, following)
            for key in grafting.reached(met):
                reach.setdefault(key, []).append(check.name)
        self.known = {"tests": self.given.tests, "seconds": seconds, "reach": reach}
        if self.given.map:
            self.given.map.write_text(json.dumps(self.known), encoding="utf-8")

    def _met_by(self, check: Check, following: Any) -> tuple[float, set[int]]:
        if not self.given.doors:
            switch.afresh()
        switch.met.clear()
        began = time.process_time()
        if check.red(following):
            self.failed.append(check.name)
        return time.process_time() - began, set(switch.met)

    # Trying

    def _try_all(self, checks: dict[str, Check]) -> None:
        mutants = list(self._chosen())
        numbers = grafting.everything()
        gc.collect()
        gc.freeze()  # else each child would copy what it only looks through
        for done, key in enumerate(mutants):
            names = [name for name in self.known["reach"].get(key, []) if name in checks and name not in self.failed]
            self.became[key] = self._one(numbers[key], key, [checks[name] for name in self._ordered(key, names)])
            if self.became[key]["became"] != "killed":
                print(f"{done + 1}/{len(mutants)} {self.became[key]['became']}: {key}", flush=True)
            if done % 20 == 19:
                self._keep()
        self._keep()

    def _chosen(self) -> Iterator[str]:
        share, of = (int(part) for part in self.given.shard.split("/"))
        dead = {key for key, one in _held(self.given.out).items() if one["became"] in ("killed", "timeout")}
        reasons = equivalents()
        keys = [key for key in grafting.everything() if self.given.match in key and key not in dead]
        for key in keys[share::of]:
            if key in reasons:
                self.became[key] = {"became": "equivalent", "because": reasons[key]}
            else:
                yield key

    def _ordered(self, key: str, names: list[str]) -> list[str]:
        """What killed in the same function first, then what mirrors the module, then the quickest; of very many
        requests some, evenly spread."""
        if self.given.doors:
            return names[:: -(-len(names) // CELLS_AT_MOST) or 1]
        folder, module = key.split()[0].split("/")[-2:] if "/" in key.split()[0] else ("", key.split()[0])
        mirror = f"tests/{folder}/test_{module}.py"
        killers = self.killers.get(key.split(" | ")[0], [])
        ordered = sorted(
            names, key=lambda name: (name not in killers, not name.startswith(mirror), self.known["seconds"][name])
        )
        return self._at_most(ordered)

    def _at_most(self, names: list[str]) -> list[str]:
        """As many as fit into the seconds that were given for one mutant; all of them by default."""
        held, kept = 0.0, []
        for name in names:
            held += self.known["seconds"][name] + 0.01
            if kept and self.given.most and held > self.given.most:
                break
            kept.append(name)
        return kept

    def _one(self, number: int, key: str, checks: Sequence[Check]) -> dict[str, str]:
        if not checks:
            return {"became": "unreached"}
        told = self._forked(number, checks)
        if told["became"] == "killed" and not self._trusted(told["by"], checks):
            return self._one(number, key, [check for check in checks if check.name != told["by"]])
        if told["became"] == "killed":
            self.killers.setdefault(key.split(" | ")[0], []).append(told["by"])
        return told

    def _trusted(self, name: str, checks: Sequence[Check]) -> bool:
        """Whether this check is green where no mutant is on."""
        if name not in self.trusted:
            same = [check for check in checks if check.name == name]
            self.trusted[name] = not same or self._forked(0, same)["became"] == "survived"
            if not self.trusted[name]:
                self.failed.append(name)
                print(f"red without any mutant: {name}", flush=True)
        return self.trusted[name]

    def _forked(self, number: int, checks: Sequence[Check]) -> dict[str, str]:
        seconds = SECONDS + TIMES * sum(self.known["seconds"][check.name] for check in checks)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            _as_child(number, checks, [*(each.item for each in checks[1:]), self.nothing], seconds, writing)
        os.close(writing)
        ended = _waited(child)
        with os.fdopen(reading, encoding="utf-8") as pipe:
            by = pipe.read()
        if ended in (0, 1):
            return {"became": "killed", "by": by} if ended else {"became": "survived"}
        return {"became": "timeout" if ended == -signal.SIGXCPU else "broken", "by": str(ended)}

    def _keep(self) -> None:
        if self.given.out:
            held = _held(self.given.out) | self.became
            self.given.out.write_text(json.dumps(held, indent=1, sort_keys=True) + "\n", encoding="utf-8")

    # The matrix of doors

    @contextmanager
    def _doors(self, session: pytest.Session) -> Iterator[list[Check]]:
        from pytest_django.plugin import blocking_manager_key

        from tools.mutants.requests import asked

        with ExitStack() as held:
            held.enter_context(session.config.stash[blocking_manager_key].unblock())
            yield [Check(name, red) for name, red in held.enter_context(asked())]


def _held(file: Path | None) -> dict[str, dict[str, str]]:
    return json.loads(file.read_text(encoding="utf-8")) if file and file.exists() else {}


@contextmanager
def _as_they_are(checks: list[Check]) -> Iterator[list[Check]]:
    yield checks


def _needs_database(item: Any) -> bool:
    return bool(item.get_closest_marker("django_db")) or "people" in item.fixturenames


def _item_red(item: pytest.Item) -> Callable[[Any], bool]:
    def red(following: Any) -> bool:
        reports = runtestprotocol(item, log=False, nextitem=following)
        return any(report.failed for report in reports)

    return red


def _as_child(number: int, checks: Sequence[Check], following: list[Any], seconds: float, writing: int) -> None:
    """Never returns: ends with 1 when a check is red."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, sys.stdout.fileno() if hasattr(sys.stdout, "fileno") else 1)
    switch.afresh()
    switch.active = number
    try:
        for check, then in zip(checks, following, strict=True):
            if check.red(then):
                os.write(writing, check.name.encode()[:500])
                os._exit(1)
        os._exit(0)
    except BaseException:
        os.write(writing, b"an error outside of the tests")
        os._exit(1)


def _waited(child: int) -> int:
    handle = os.pidfd_open(child)
    try:
        if not select.select([handle], [], [], LONGEST)[0]:
            os.kill(child, signal.SIGKILL)
    finally:
        os.close(handle)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def equivalents() -> dict[str, str]:
    """What cannot be told from the code by anybody, each with the reason: name, then ` || `, then why."""
    if not EQUIVALENT.exists():
        return {}
    lines: Iterable[str] = EQUIVALENT.read_text(encoding="utf-8").splitlines()
    rows = (line.split(" || ") for line in lines if line.strip() and not line.startswith("#"))
    return {key.strip(): why.strip() for key, why in rows}
