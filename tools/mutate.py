"""Remove each check in turn and run the quick tests that must notice: which mutants survive?

    .venv/bin/python tools/mutate.py                           reports/access
    .venv/bin/python tools/mutate.py --module reports/access   another module
    .venv/bin/python tools/mutate.py --sample 3                a few, evenly spread
    .venv/bin/python tools/mutate.py --list                    names them only

Nothing is written to the sources: the mutated code is put into the functions of the running process, so that the
database of the tests is made once. What a door asks for is tried in tests/kernels/test_doors.py, in every run.
"""

import argparse
import ast
import importlib
import inspect
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "tuntas"
sys.path.insert(0, str(ROOT))
MODULES: dict[str, tuple[str, ...]] = {
    "reports/access": (
        "tests/reports/test_matrix.py",
        "tests/reports/test_identity.py",
        "tests/oversight/test_examinations.py",
    ),
    "reports/guards": ("tests/reports/test_guards.py", "tests/reports/test_workflow.py", "tests/reports/test_life.py"),
    "sla/rules": ("tests/sla/test_rules.py", "tests/sla/test_clocks.py"),
    "sla/workdays": ("tests/sla/test_workdays.py", "tests/sla/test_workdays_random.py"),
}
"""Module -> the quick tests that have to notice."""

Change = Iterator[tuple[str, Callable[[], object]]]


@dataclass(frozen=True)
class Mutant:
    """One change, with the whole source of its module."""

    line: int
    what: str
    source: str


def mutants_of(tree: ast.Module) -> Iterator[Mutant]:
    """Each check of a module taken away or turned round, one at a time."""
    plain = ast.unparse(tree)
    for node in list(ast.walk(tree)):
        for what, undo in _changes(node):
            source = ast.unparse(tree)
            undo()
            if source != plain:
                yield Mutant(getattr(node, "lineno", 0), what, source)
    assert ast.unparse(tree) == plain, "a mutant was not undone"


def _changes(node: ast.AST) -> Change:
    """Applies one change after the other to the node in place, each with the way back."""
    if isinstance(node, ast.Compare):
        yield from _compared(node)
    if isinstance(node, ast.BoolOp):
        yield from _joined(node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        yield from _swapped(node, node.left, "only")
        yield from _swapped(node, node.right, "only")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield from _swapped(node, node.operand, "turned to")


_OTHER = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip


def _compared(node: ast.Compare) -> Change:
    for place, was in enumerate(node.ops):
        node.ops[place] = _OTHER[type(was)]()
        what = f"{type(was).__name__} -> {type(node.ops[place]).__name__} in `{ast.unparse(node)[:70]}`"
        yield what, lambda p=place, w=was: node.ops.__setitem__(p, w)


def _joined(node: ast.BoolOp) -> Change:
    parts = node.values
    for place in range(len(parts)):
        node.values = parts[:place] + parts[place + 1 :]
        if len(node.values) == 1:
            node.values = node.values * 2
        yield f"without `{ast.unparse(parts[place])[:60]}`", lambda: setattr(node, "values", parts)
    was, node.op = node.op, ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield f"{type(was).__name__} -> {type(node.op).__name__}", lambda: setattr(node, "op", was)


def _swapped(node: ast.AST, by: ast.AST, what: str) -> Change:
    """The node turned into one of its parts: its fields are emptied into a call-free shell."""
    held, kind = dict(node.__dict__), node.__class__
    node.__class__, node.__dict__ = by.__class__, dict(by.__dict__)

    def undo() -> None:
        node.__class__, node.__dict__ = kind, held

    yield f"{what}: `{ast.unparse(by)[:60]}`", undo


def applied(module: ModuleType, source: str) -> Callable[[], None]:
    """Puts the mutated code into the functions and constants of the module; returns the way back."""
    fresh = {**module.__dict__}
    exec(compile(source, str(module.__file__), "exec"), fresh)
    undo: list[Callable[[], object]] = []
    for name, new in fresh.items():
        _put(module, name, new, undo)
    return lambda: [each() for each in reversed(undo)] and None


def _put(module: ModuleType, name: str, new: Any, undo: list[Callable[[], object]]) -> None:
    old = module.__dict__.get(name)
    if old is new or name.startswith("__"):
        return
    if inspect.isclass(old) and old.__module__ == module.__name__:
        for part in vars(old):
            _swap(vars(old)[part], vars(new).get(part), undo)
    elif isinstance(inspect.unwrap(old) if callable(old) else old, FunctionType):
        _swap(old, new, undo)
    elif hasattr(old, "holds"):
        _swap(old.holds, new.holds, undo)
    elif type(old).__name__ in ("Q", "int", "timedelta", "bool"):
        setattr(module, name, new)
        undo.append(lambda: setattr(module, name, old))


def _swap(old: Any, new: Any, undo: list[Callable[[], object]]) -> None:
    old, new = (getattr(each, "fget", each) for each in (old, new))
    clear = getattr(old, "cache_clear", None)
    if not (callable(old) and callable(new)):
        return
    mine, its = inspect.unwrap(old), inspect.unwrap(new)
    if isinstance(mine, FunctionType) and isinstance(its, FunctionType) and mine.__code__ != its.__code__:
        code = mine.__code__
        mine.__code__ = its.__code__
        undo.append(lambda: setattr(mine, "__code__", code))
        if clear:
            clear()
            undo.append(clear)


@dataclass
class Mutating:
    """The plugin that runs the collected tests once for every mutant, until one fails."""

    name: str
    sample: int
    survived: list[str] = field(default_factory=list)
    made: int = 0
    sound: bool = False

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of running the tests once."""
        module = importlib.import_module("tuntas." + self.name.replace("/", "."))
        mutants = chosen(self.name, self.sample)
        self.sound = not self._noticed(session.items)
        for mutant in mutants if self.sound else []:
            self.made += 1
            undo = applied(module, mutant.source)
            try:
                if not self._noticed(session.items):
                    self.survived.append(f"{self.name}.py:{mutant.line} {mutant.what}")
                    print("survived", self.survived[-1], flush=True)
            finally:
                undo()
        return True

    def _noticed(self, items: list[pytest.Item]) -> bool:
        # Torn down to what all share, so that the next mutant can begin anew after any of them.
        return any(report.failed for item in items for report in runtestprotocol(item, log=False, nextitem=items[0]))


def chosen(name: str, sample: int) -> list[Mutant]:
    """The mutants of a module, or a few of them, evenly spread."""
    found = list(mutants_of(ast.parse((SOURCE / f"{name}.py").read_text(encoding="utf-8"))))
    return found[:: max(1, len(found) // sample)][:sample] if sample else found


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--module", choices=sorted(MODULES))
    asked.add_argument("--sample", type=int, default=0)
    asked.add_argument("--list", action="store_true")
    asked.add_argument("--out", type=Path)
    given = asked.parse_args()
    if given.list:
        for name in MODULES:
            print(*(f"{name}.py:{m.line} {m.what}" for m in chosen(name, given.sample)), sep="\n")
        return 0
    name, began = given.module or "reports/access", time.time()
    plugin = Mutating(name, given.sample)
    pytest.main(["-q", "-p", "no:cacheprovider", *MODULES[name]], plugins=[plugin])
    print(f"{name}: {plugin.made} mutants, {len(plugin.survived)} survived, {time.time() - began:.0f} s")
    if not plugin.sound:
        print("the tests fail without any mutant: nothing was measured")
    if given.out:
        told = {"module": name, "mutants": plugin.made, "survived": plugin.survived}
        given.out.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return int(bool(plugin.survived) or not plugin.sound or not plugin.made)


if __name__ == "__main__":
    sys.exit(main())
