"""The conventions that a machine can check. What cannot be checked stands in STYLE.md."""

import ast
import re
import statistics
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from tuntas.reports.states import Verb
from tuntas.reports.workflow import STEPS

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "tuntas"
OURS = [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]
# Files that may read the system clock: the kernel alone, and the edge through it.
CLOCK = SOURCE / "kernel" / "clock.py"
ENGINE = SOURCE / "db"
LONGEST_FUNCTION, LONGEST_FILE, MEDIAN_FUNCTION, MOST_PARAMETERS = 50, 500, 8, 9

pytestmark = pytest.mark.one_engine


def _functions(path: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def _length(node: ast.FunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_functions_and_files_stay_small():
    lengths = {(_where(path, node), node.name): _length(node) for path in OURS for node in _functions(path)}
    assert {where: n for where, n in lengths.items() if n > LONGEST_FUNCTION} == {}
    assert statistics.median(lengths.values()) <= MEDIAN_FUNCTION
    sizes = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in OURS}
    assert {name: n for name, n in sizes.items() if n > LONGEST_FILE} == {}


def test_every_function_says_what_it_returns():
    silent = [_where(path, node) for path in OURS for node in _functions(path) if node.returns is None]
    assert silent == []


def test_parameters_stay_few():
    def count(node: ast.FunctionDef) -> int:
        return (
            len(node.args.args)
            + len(node.args.kwonlyargs)
            - (node.args.args[:1] != [] and node.args.args[0].arg == "self")
        )

    assert [_where(p, n) for p in OURS for n in _functions(p) if count(n) > MOST_PARAMETERS] == []


def test_only_the_kernel_reads_the_clock():
    forbidden = re.compile(r"timezone\.now\(|datetime\.now\(|datetime\.utcnow\(|date\.today\(|localdate\(")
    found = [str(p.relative_to(ROOT)) for p in OURS if p != CLOCK and forbidden.search(p.read_text(encoding="utf-8"))]
    assert found == []


def test_the_clock_is_asked_by_its_module_and_never_carried_off():
    """A name taken out of the module at import would keep whatever clock stood there then, for ever."""
    carried = re.compile(r"from (tuntas\.kernel)?\.clock import .*\bnow\b")
    everything = [*OURS, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "benchmarks").rglob("*.py"))]
    found = [str(p.relative_to(ROOT)) for p in everything if carried.search(p.read_text(encoding="utf-8"))]
    assert found == []


def test_the_domain_never_asks_what_time_it_is():
    """now() is for the edge: nothing from reports down may call it."""
    below = [
        "reports",
        "sla",
        "accounts",
        "institutions",
        "audit",
        "media",
        "notifications",
        "oversight",
        "statistics",
        "intake",
    ]
    found = [
        str(path.relative_to(ROOT))
        for package in below
        for path in (SOURCE / package).rglob("*.py")
        if re.search(r"clock\.now\(|import now\b", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_only_the_ports_ask_which_engine_runs():
    asks = re.compile(r"connection\.vendor|\.vendor ==|settings\.DATABASES")
    found = [
        str(p.relative_to(ROOT)) for p in OURS if ENGINE not in p.parents and asks.search(p.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_signals_and_no_swallowed_errors():
    bad = re.compile(r"@receiver|\.connect\(.*sender=|except Exception|except:\s*$|except BaseException", re.MULTILINE)
    allowed = {f"src/tuntas/{name}.py" for name in ("ops/recurring", "ops/worker", "ops/tasks", "web/admission")}
    found = {str(p.relative_to(ROOT)) for p in OURS if bad.search(p.read_text(encoding="utf-8"))}
    assert found - allowed == set()


def test_no_import_of_our_own_code_inside_functions():
    found = [
        _where(path, inner)
        for path in OURS
        if "ops" not in path.parts and path.name not in {"__main__.py", "settings.py"}
        for node in _functions(path)
        for inner in ast.walk(node)
        if isinstance(inner, ast.ImportFrom) and (inner.level or (inner.module or "").startswith("tuntas"))
    ]
    assert found == []


def test_reports_and_events_are_written_in_reports_alone():
    writes = re.compile(
        r"\b(Report|Event|Clock)\.objects\.(create|bulk_create|filter\([^)]*\)\.(update|delete))|\breport\.save\("
    )
    allowed = SOURCE / "reports"
    found = [
        str(p.relative_to(ROOT))
        for p in OURS
        if allowed not in p.parents and writes.search(p.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_verb_has_its_row():
    assert set(STEPS) == set(Verb)


def test_every_model_names_itself():
    ours = [model for model in apps.get_models() if model.__module__.startswith("tuntas.")]
    assert [m.__name__ for m in ours if m.__str__ is models.Model.__str__] == []


def test_migrations_are_complete_and_stand_alone(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
    imports = re.compile(r"^\s*(?:from|import) tuntas(?!\.kernel\.ids|\.db\.guards)", re.MULTILINE)
    files = [p for p in SOURCE.rglob("migrations/*.py") if imports.search(p.read_text(encoding="utf-8"))]
    assert files == []
    assert [p.name for p in SOURCE.rglob("migrations/0*.py") if "_auto_" in p.name] == []


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _routes(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.name or ""


def test_the_list_of_addresses_is_the_url_map():
    """An address that vanishes breaks somebody's link: whoever changes one changes this file too."""
    live = sorted(f"/{route}  {name}" for route, name in _routes(get_resolver()) if not route.startswith("akun/"))
    assert live == (ROOT / "tests" / "routes.txt").read_text(encoding="utf-8").splitlines()


def test_the_vendored_files_are_what_the_manifest_says():
    folder = SOURCE / "web" / "static" / "vendor"
    assert tomllib.loads((folder / "MANIFEST.toml").read_text(encoding="utf-8"))


def test_the_lock_names_no_address_and_every_dependency_has_its_reason():
    assert "http" not in (ROOT / "requirements.lock").read_text(encoding="utf-8")
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    names = [re.split(r"[\[<>=~ ]", line)[0] for line in wanted["dependencies"]]
    assert [name for name in names if f"`{name}`" not in reasons] == []


def test_every_state_verb_and_class_is_in_the_glossary():
    glossary = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    from tuntas.reports import states

    words = [
        *states.State,
        *states.Classification,
        *states.IdentityMode,
        *states.ContentMode,
        *states.Ending,
        *states.FollowUpKind,
    ]
    assert [word.value for word in words if f"`{word.value}`" not in glossary] == []


def test_every_string_for_people_is_in_english_too():
    import sys

    sys.path.insert(0, str(ROOT / "tools"))
    import messages

    catalogue = messages.polib.pofile(str(messages.CATALOGUE))
    translated = {(e.msgctxt, e.msgid, e.msgid_plural or None) for e in catalogue if e.translated()}
    assert [message for message in messages.collected() if message not in translated] == []
