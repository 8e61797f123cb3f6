"""What a mutant may be: one small change of one piece of code."""

import ast
import copy
from collections.abc import Iterator

CHECKS = frozenset({"hand_of", "shared_hand", "require"})
"""Calls that raise for whoever may not."""
REFUSALS = frozenset({"NotAllowed", "NotFound", "Http404", "OwnRole", "PermissionDenied", "LinkOver", "WrongCode"})
"""What a check raises."""
DOORS = frozenset({"at_the_desk", "for_officers"})
NARROWING = frozenset({"filter", "exclude", "get", "Q"})
_OTHER: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
_REVERSE: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
}  # fmt: skip
_TWINS = {"any": "all", "all": "any", "min": "max", "max": "min", "sorted": "list"}

Change = Iterator[tuple[str, ast.expr]]
"""What it becomes, in words when the code says too little, and the code."""


def of(node: ast.expr, *, whole: bool, numbers: set[str]) -> list[tuple[str, ast.expr]]:
    """The mutants of one expression: all, or only those that take a permission check away."""
    return [*(_all(node, numbers) if whole else ()), *_check(node)]


def _check(node: ast.expr) -> Change:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id == "visible_to":
            yield "everything", _call("everything_of", node.func)
        elif node.func.id == "hand_of" and len(node.args) == 2:
            yield "unchecked", _call("unchecked", node.func, *node.args)


def _call(name: str, *args: ast.expr) -> ast.expr:
    call = ast.parse(f"_mutants.{name}()", mode="eval").body
    assert isinstance(call, ast.Call)
    call.args = copy.deepcopy(list(args))
    return call


def _all(node: ast.expr, numbers: set[str]) -> Change:
    match node:
        case ast.Compare():
            yield from _compared(node)
        case ast.BoolOp():
            yield from _without_one(node)
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr()):
            yield from (("", node.left), ("", node.right))
        case ast.BinOp() if type(node.op) in _REVERSE and not _of_text(node):
            yield "", ast.BinOp(node.left, _REVERSE[type(node.op)](), node.right)
        case ast.UnaryOp():
            yield "", node.operand
        case ast.IfExp():
            yield from (("", node.body), ("", node.orelse))
        case ast.Constant(value=bool()):
            yield "", ast.Constant(not node.value)
        case ast.Constant(value=int() | float()):
            yield "", ast.Constant(node.value + 1)  # type: ignore[operator]
        case ast.Name() if node.id in numbers:
            yield f"{node.id} + 1", ast.parse(f"{node.id} + type({node.id})(1)", mode="eval").body
        case ast.Call():
            yield from _called(node)


def _compared(node: ast.Compare) -> Change:
    for place, was in enumerate(node.ops):
        for other in _OTHER[type(was)]:
            mutant = copy.deepcopy(node)
            mutant.ops[place] = other()
            yield "", mutant


def _without_one(node: ast.BoolOp) -> Change:
    for place in range(len(node.values)):
        left = node.values[:place] + node.values[place + 1 :]
        yield "", left[0] if len(left) == 1 else ast.BoolOp(node.op, left)


def _of_text(node: ast.BinOp) -> bool:
    """Whether it sets values into a sentence or joins texts."""
    both = (node.left, node.right)
    texts = any(isinstance(each, ast.JoinedStr | ast.Constant) and not _number(each) for each in both)
    return texts or (isinstance(node.op, ast.Mod) and not any(_number(each) for each in both))


def _number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def _called(node: ast.Call) -> Change:
    name = _name(node)
    if isinstance(node.func, ast.Name) and name in _TWINS:
        yield "", ast.Call(ast.Name(_TWINS[name], ast.Load()), node.args, [] if name == "sorted" else node.keywords)
    if name in NARROWING:
        yield from _wider(node)


def _name(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _wider(node: ast.Call) -> Change:
    """With one condition less. A dictionary's `get` has none."""
    plain = isinstance(node.func, ast.Attribute) and node.func.attr == "get"
    for place in range(len(node.args) if not plain else 0):
        yield "", ast.Call(node.func, node.args[:place] + node.args[place + 1 :], node.keywords)
    for place, each in enumerate(node.keywords):
        if each.arg is not None or len(node.keywords) > 1:
            yield "", ast.Call(node.func, node.args, node.keywords[:place] + node.keywords[place + 1 :])


def of_decorator(node: ast.expr) -> ast.expr | None:
    """The door open to every officer, where it names roles."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DOORS and node.args:
        return ast.Call(copy.deepcopy(node.func), [], [])
    return None


def refuses(node: ast.If) -> bool:
    """Whether this is a check: it does nothing but refuse."""
    match node.body:
        case [ast.Raise(exc=raised)] if raised is not None:
            return _raised(raised) in REFUSALS
    return False


def _raised(node: ast.expr) -> str:
    return _name(node) if isinstance(node, ast.Call) else node.id if isinstance(node, ast.Name) else ""


def removable(node: ast.Expr, *, whole: bool) -> bool:
    """Whether the statement is a call that can be left out."""
    if not isinstance(node.value, ast.Call):
        return False
    name = _name(node.value)
    return whole or name in CHECKS


def numeric_constants(tree: ast.Module) -> set[str]:
    """Names of the module's own numbers and lengths of time: they are made once, so their uses are changed."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _counts(node.value):
            found.add(node.targets[0].id)
    return found


def _counts(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int | float) and not isinstance(node.value, bool)
    return isinstance(node, ast.Call) and _name(node) == "timedelta"
