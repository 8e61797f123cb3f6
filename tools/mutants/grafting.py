"""Puts every mutant of a module beside the code it changes, when the module is imported."""

import ast
import copy
import importlib.abc
import importlib.machinery
import importlib.util
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType

from . import changes, switch

SOURCE = Path(__file__).resolve().parent.parent.parent / "src" / "tuntas"
WHOLE: dict[str, tuple[str, ...]] = {
    "accounts/actors": (), "accounts/people": (), "accounts/standing_in": (), "institutions/shared": (),
    "institutions/offices": ("hand_of",), "reports/access": (), "reports/guards": (), "reports/identity": (),
    "reports/workflow": ("moving", "may", "verbs_for", "_begin", "_check_guards", "_acting_seat", "_opening", "_opens"),
    "sla/calendars": (), "sla/clocks": (), "sla/dates": (), "sla/explain": (), "sla/models": (), "sla/rules": (),
    "sla/seeds": (), "sla/workdays": (), "statistics/scopes": (), "web/desk_door": (),
    "web/manage_door": ("managing", "keeping", "own_office"), "web/overseer_door": ("for_officers", "_watch"),
    "web/tracking": (),
}  # fmt: skip
"""Who may what, and the clocks: mutants of every kind, in the functions named or in all. Of other functions and
modules: only the checks taken away."""
LEFT = ("ops/", "settings", "wsgi", "web/style_examples", "__main__")
_NAME = "_mutants"


def modules() -> list[str]:
    """The modules that have mutants, by path."""
    found = (str(path.relative_to(SOURCE))[:-3] for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
    return sorted(name for name in found if not name.startswith(LEFT) and not name.endswith("__init__"))


class Grafting(ast.NodeTransformer):
    """One module: numbers its mutants from `first` and grafts them into the tree."""

    def __init__(self, name: str, first: int) -> None:
        self.name, self.next = name, first
        self.names: dict[str, int] = {}
        self.within: list[str] = []
        self.live, self.returns_bool = False, False
        self.seen: Counter[str] = Counter()
        self.numbers: set[str] = set()

    def grafted(self, tree: ast.Module) -> ast.Module:
        self.numbers = changes.numeric_constants(tree)
        tree = self.visit(tree)
        where = 1 if ast.get_docstring(tree) else 0
        while isinstance(tree.body[where], ast.ImportFrom) and tree.body[where].module == "__future__":
            where += 1
        tree.body.insert(where, ast.parse(f"from tools.mutants import switch as {_NAME}").body[0])
        return ast.fix_missing_locations(tree)

    @property
    def whole(self) -> bool:
        """Whether mutants of every kind are made where one is."""
        functions = WHOLE.get(self.name)
        return functions is not None and (not functions or (self.within[:1] != [] and self.within[0] in functions))

    def number(self, what: str) -> int:
        place = f"{self.name} {'.'.join(self.within)} | {what}"
        self.seen[place] += 1
        key = place if self.seen[place] == 1 else f"{place} #{self.seen[place]}"
        self.names[key] = self.next
        self.next += 1
        return self.next - 1

    # Where one is

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.decorator_list = [self._decorated(each) for each in node.decorator_list]
        held = self.live, self.returns_bool
        self.live, self.returns_bool = True, isinstance(node.returns, ast.Name) and node.returns.id == "bool"
        self.within.append(node.name)
        body = node.body[1:] if ast.get_docstring(node) is not None else node.body
        kept = node.body[: len(node.body) - len(body)]
        node.body = kept + [each for one in body for each in self._statements(one)]
        self.within.pop()
        self.live, self.returns_bool = held
        return node

    def _statements(self, node: ast.stmt) -> list[ast.stmt]:
        found = self.visit(node)
        return found if isinstance(found, list) else [found]

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        held, self.live = self.live, True
        self.within.append("lambda")
        node.body = self.visit(node.body)
        self.within.pop()
        self.live = held
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self.within.append(node.name)
        node.body = [each for one in node.body for each in self._statements(one)]
        self.within.pop()
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        return node  # for the type checker

    # What changes

    def generic_visit(self, node: ast.AST) -> ast.AST:
        stored = isinstance(getattr(node, "ctx", None), ast.Store | ast.Del)
        if not isinstance(node, ast.expr) or not self.live or stored:
            return super().generic_visit(node)
        was = copy.deepcopy(node)
        found = changes.of(was, whole=self.whole, numbers=self.numbers)
        return self._chosen(super().generic_visit(node), was, found)

    def _chosen(self, code: ast.AST, was: ast.expr, found: Sequence[tuple[str, ast.expr]]) -> ast.AST:
        for what, mutant in found:
            asked = self._ask(self.number(f"{_short(was)} -> {what or _short(mutant)}"))
            code = ast.copy_location(ast.IfExp(asked, mutant, code), was)
        return code

    def _ask(self, number: int) -> ast.expr:
        return ast.parse(f"{_NAME}.on({number})", mode="eval").body

    def _decorated(self, node: ast.expr) -> ast.expr:
        mutant = changes.of_decorator(node)
        if mutant is None:
            return node
        number = self.number(f"@{_short(node)} -> @{_short(mutant)}")
        call = ast.parse(f"{_NAME}.either({number})", mode="eval").body
        assert isinstance(call, ast.Call)
        call.args += [mutant, node]
        return ast.copy_location(call, node)

    def visit_If(self, node: ast.If) -> ast.AST:
        was = copy.deepcopy(node.test)
        refuses = changes.refuses(node)
        node = super().generic_visit(node)  # type: ignore[assignment]
        if self.live:
            for value in (True, False) if self.whole else (False,) if refuses else ():
                number = self.number(f"if {_short(was)} -> {value}")
                node.test = ast.IfExp(self._ask(number), ast.Constant(value), node.test)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        was = copy.deepcopy(node.ifs)
        node = super().generic_visit(node)  # type: ignore[assignment]
        if self.live and self.whole:
            for place, each in enumerate(was):
                number = self.number(f"for if {_short(each)} -> True")
                node.ifs[place] = ast.IfExp(self._ask(number), ast.Constant(True), node.ifs[place])
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        was = copy.deepcopy(node.value)
        node = super().generic_visit(node)  # type: ignore[assignment]
        if self.live and self.whole and was is not None and not isinstance(was, ast.Constant):
            for value in (True, False) if self.returns_bool else (None,):
                number = self.number(f"return {_short(was)} -> {value}")
                node.value = ast.IfExp(self._ask(number), ast.Constant(value), node.value)
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        return self._left_out(node, changes.removable(node, whole=self.whole))

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        return self._left_out(node, self.whole)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        return self._left_out(node, self.whole)

    def _left_out(self, node: ast.stmt, removable: bool) -> ast.AST:
        short = _short(node)
        node = super().generic_visit(node)  # type: ignore[assignment]
        if not self.live or not removable:
            return node
        asked = ast.UnaryOp(ast.Not(), self._ask(self.number(f"without {short}")))
        return ast.copy_location(ast.If(asked, [node], []), node)


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else text[:87] + "..."


@cache
def numbered() -> dict[str, tuple[int, dict[str, int]]]:
    """Module -> the first number, and its mutants by name."""
    found: dict[str, tuple[int, dict[str, int]]] = {}
    first = 1
    for name in modules():
        grafting = Grafting(name, first)
        grafting.grafted(_tree(name))
        found[name] = (first, grafting.names)
        first = grafting.next
    return found


def _tree(name: str) -> ast.Module:
    return ast.parse((SOURCE / f"{name}.py").read_text(encoding="utf-8"))


def everything() -> dict[str, int]:
    """Every mutant by name, with its number."""
    return {key: number for _first, names in numbered().values() for key, number in names.items()}


class Finder(importlib.abc.MetaPathFinder):
    """Loads the modules of ours with their mutants in them."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """As the import system asks."""
        place = name.replace(".", "/").removeprefix("tuntas/")
        if not name.startswith("tuntas.") or place not in numbered() or not numbered()[place][1]:
            return None
        file = str(SOURCE / f"{place}.py")
        return importlib.util.spec_from_file_location(name, file, loader=_Loader(name, file))


class _Loader(importlib.machinery.SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        place = fullname.replace(".", "/").removeprefix("tuntas/")
        tree = Grafting(place, numbered()[place][0]).grafted(_tree(place))
        return compile(tree, self.path, "exec", dont_inherit=True)


def reached(numbers: set[int]) -> Iterator[str]:
    """The names of these."""
    by_number = _by_number()
    return (by_number[number] for number in numbers)


@cache
def _by_number() -> dict[int, str]:
    return {number: key for key, number in everything().items()}


__all__ = ["WHOLE", "Finder", "everything", "reached", "switch"]
