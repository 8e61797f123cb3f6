"""Ask Lighthouse about the citizens' main pages of a running site: lighthouse.py ADDRESS

Needs Node and npm (tooling only: neither the wheel nor the tests do). Writes the scores, 0 to 100, and what was
measured, to benchmarks/results/lighthouse-<date>.json, and ends with 1 when one lies below what we promise.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent.parent / "benchmarks" / "results"
VERSION = "12"
PAGES = {"home": "/", "form": "/lapor/", "tracking": "/lacak/", "list": "/laporan/"}
LEAST = {"accessibility": 100, "best-practices": 95, "performance": 95}
MEASURED = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
CHROME = "--headless=new --no-sandbox --disable-gpu"


def main(address: str) -> int:
    """Ask about every page, keep the scores."""
    if shutil.which("npx") is None:
        print("Node is missing: nothing was measured.")
        return 0
    found = {name: ask(address.rstrip("/") + path) for name, path in PAGES.items()}
    today = datetime.now(UTC).date().isoformat()
    target = RESULTS / f"lighthouse-{today}.json"
    target.write_text(json.dumps({"date": today, "form_factor": "mobile", "pages": found}, indent=1) + "\n")
    low = [(page, name) for page, scores in found.items() for name, least in LEAST.items() if scores[name] < least]
    for page, scores in found.items():
        print(page, scores)
    print("below what we promise:", low or "nothing")
    return int(bool(low))


def ask(address: str) -> dict[str, Any]:
    """The scores of one page on Lighthouse's own phone, and the paints in milliseconds."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        command = [
            "npx", "--yes", f"lighthouse@{VERSION}", address, "--quiet", "--output=json", f"--output-path={out.name}",
            f"--chrome-flags={CHROME}", f"--only-categories={','.join(LEAST)}",
        ]  # fmt: skip
        chrome = os.environ.get("CHROME_PATH") or shutil.which("chromium") or ""
        subprocess.run(command, check=True, env=os.environ | {"CHROME_PATH": chrome})
        told = json.loads(Path(out.name).read_text(encoding="utf-8"))
    scores = {name: round(100 * told["categories"][name]["score"]) for name in LEAST}
    return scores | {name: round(told["audits"][name]["numericValue"], 3) for name in MEASURED} | _faults(told)


def _faults(told: dict[str, Any]) -> dict[str, list[str]]:
    """Audits that cost points, by name."""
    audits = told["audits"].values()
    failed = sorted(a["id"] for a in audits if a["scoreDisplayMode"] == "binary" and a["score"] == 0)
    return {"failed": failed} if failed else {}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
