"""Remove each check in turn and run the tests that reach it: which mutants survive?

    python tools/mutate.py --map map.json tests/sla            run the tests once; keep which of them reach which mutant
    python tools/mutate.py --use map.json --out out.json       try the mutants, each in a child, until a test fails
    python tools/mutate.py --doors --out out.json              what survived, against the matrix of doors
    python tools/mutate.py --list                              name them only
    python tools/mutate.py --sum out.json other.json           the figures of these, by module, with every survivor

Nothing is written to the sources. When a module is imported, every mutant of it is put beside the code it changes
(`mutant if on(17) else code`), so that a process with Django, the tests and their database ready tries a mutant in a
forked child by one number. Mutants of the permission and SLA modules are of every kind; of all other modules only those
that take a permission check away.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.mutants.grafting import Finder, everything  # noqa: E402
from tools.mutants.trying import Trying  # noqa: E402


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("tests", nargs="*", help="files of tests; those of the map when it is used")
    asked.add_argument("--map", type=Path, help="write which tests reach which mutant")
    asked.add_argument("--use", type=Path, help="read that, and try the mutants")
    asked.add_argument("--out", type=Path, help="what became of each; what is killed there is left out")
    asked.add_argument("--match", default="", help="those whose name has this in it")
    asked.add_argument("--shard", default="0/1", help="the i-th of n shares")
    asked.add_argument("--most", type=float, default=0, help="seconds of tests for one mutant, for a first quick run")
    asked.add_argument("--doors", action="store_true", help="requests of the matrix of doors instead of tests")
    asked.add_argument("--list", action="store_true")
    asked.add_argument("--sum", type=Path, nargs="+", help="what became of each, in these files")
    given = asked.parse_args()
    if given.sum:
        print(json.dumps(summed(given.sum), indent=1))
        return 0
    if given.list:
        print(*everything(), sep="\n")
        return 0
    sys.meta_path.insert(0, Finder())
    return _run(given)


def summed(files: Sequence[Path]) -> dict[str, Any]:
    """How many mutants of each module became what, and the names of those that no test noticed."""
    became: dict[str, str] = dict.fromkeys(everything(), "untried")
    for file in files:
        told = json.loads(file.read_text(encoding="utf-8"))
        became |= {key: one["became"] for key, one in told.items() if key in became}
    modules: dict[str, Counter[str]] = {}
    for key, what in became.items():
        modules.setdefault(key.split()[0], Counter())[what] += 1
    left = [f"{key} ({what})" for key, what in became.items() if what in ("survived", "unreached")]
    return {"mutants": len(became), "became": Counter(became.values()), "modules": modules, "left": left}


def _run(given: argparse.Namespace) -> int:
    import pytest  # after the finder, before Django

    known = json.loads(given.use.read_text(encoding="utf-8")) if given.use else {}
    tests = given.tests or known.get("tests", [])
    trying = Trying(given, known)
    os.chdir(ROOT)
    pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--no-header", *tests], plugins=[trying])
    return trying.told()


if __name__ == "__main__":
    sys.exit(main())
