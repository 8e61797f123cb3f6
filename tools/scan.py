"""Scanners of others over what we wrote and over a running demonstration: one command, results in build/scan/.

    python tools/scan.py static     bandit, and semgrep with the rules of tools/rules alone
    python tools/scan.py live       a small demonstration; wapiti and sqlmap over its public addresses and, as an
                                    officer, over its desk
    python tools/scan.py            both

The scanners get environments of their own under build/scan, so that none of their parts comes near ours. What was
found and why it is no hole stands in docs/security-scans.md; anything else is to be mended.
"""

import http.cookiejar
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "scan"
SCANNERS = {
    "bandit": "bandit==1.9.4",
    "semgrep": "semgrep==1.185.0",
    "sqlmap": "sqlmap==1.10.10",
    "wapiti": "wapiti3==3.2.3",
}
OFFICER, PASSWORD, REPORTS = "admin@kalsel.example", "tuntas-demo", 60
MODULES = (
    "xss,permanentxss,sql,exec,file,crlf,ssrf,redirect,csrf,http_headers,cookieflags,methods,ldap,xxe,upload,backup"
)
PUBLIC = (
    "/laporan/?kata=lubang&topik=jalan&wilayah=6371&keadaan=selesai&urut=baru&halaman=1",
    "/statistik/?tahun=2026", "/statistik/evaluasi/?tahun=2026", "/peta/laporan.json?topik=jalan&tahun=2026",
    "/laporan/umpan.xml?kata=lubang&wilayah=6371", "/lacak/7F3K9Q2C*/", "/data/laporan/2026*.csv",
)  # fmt: skip
DESK = (
    "/meja/?antrean=semua&kata=lubang&topik=jalan&unit=1&urut=baru&halaman=1",
    "/meja/statistik/?tahun=2026&kelas=COMPLAINT", "/meja/statistik/daftar/?angka=received&tahun=2026",
    "/meja/statistik/papan/?tahun=2026", "/kelola/wewenang/?topik=jalan&keadaan=akan", "/meja/laporan/7F3K9Q2C*/",
    "/pengawas/masalah/?keadaan=CONFIRMED", "/pengawas/daftar/?tanda=RESPONSE_LATE&halaman=1",
)  # fmt: skip
"""Each parameter is tried; a star marks a part of the path that is."""


def main(words: list[str]) -> int:
    """Scan, print a table, return how many findings there are."""
    asked = words or ["static", "live"]
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, pinned in SCANNERS.items():
        install(FOLDER / name, pinned)
    return sum({"static": static, "live": live}[word]() for word in asked)


def install(place: Path, pinned: str) -> None:
    """An environment for each: they do not agree about their own parts."""
    python = place / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", pinned], check=True)


def scanner(name: str, *words: str, log: str) -> int:
    """Run one of the scanners; what it says goes into a file. Its exit code."""
    with (FOLDER / log).open("w") as said:
        return subprocess.run(
            [FOLDER / name / "bin" / name, *words], stdout=said, stderr=said, cwd=ROOT, check=False
        ).returncode


def static() -> int:
    bandit, semgrep = FOLDER / "bandit.json", FOLDER / "semgrep.json"
    scanner("bandit", "-q", "-r", "src/tuntas", "-f", "json", "-o", str(bandit), log="bandit.log")
    scanner(
        "semgrep", "scan", "--metrics=off", "--disable-version-check", "--config", "tools/rules", "--json",
        "--output", str(semgrep), "src/tuntas", log="semgrep.log",
    )  # fmt: skip
    found = json.loads(bandit.read_text(encoding="utf-8"))["results"]
    for (kind, weight), many in sorted(Counter((one["test_id"], one["issue_severity"]) for one in found).items()):
        print(f"bandit   {kind} {weight:<7} {many}")
    ours = json.loads(semgrep.read_text(encoding="utf-8"))
    for one in ours["results"]:
        print(f"semgrep  {one['check_id']} {one['path']}:{one['start']['line']}")
    print(f"semgrep  {len(ours['paths']['scanned'])} files, {len(ours['results'])} findings")
    return len(ours["results"]) + sum(one["issue_severity"] == "HIGH" for one in found)


def live() -> int:
    with demonstration() as address:
        cookie = signed_in(address)
        found = wapiti("public", address, ()) + wapiti("desk", f"{address}/meja/", ("-H", f"Cookie: {cookie}"))
        found += sqlmap("public", address, PUBLIC, ()) + sqlmap("desk", address, DESK, ("--cookie", cookie))
    return found


@contextmanager
def demonstration() -> Iterator[str]:
    """A small demonstration of our own, or the one at TUNTAS_SCAN_ADDRESS."""
    if given := os.environ.get("TUNTAS_SCAN_ADDRESS"):
        yield given
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "tuntas", "demo", "--port", str(port), "--reports", str(REPORTS)]
    with (FOLDER / "demo.log").open("w") as said:
        process = subprocess.Popen(words, stdout=said, stderr=said, env=environment(FOLDER / "data"))
    try:
        wait(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=60)


def environment(data: Path) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TUNTAS_")}
    return plain | {"TUNTAS_DATA_DIR": str(data)}


def wait(address: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/", timeout=5).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit("the demonstration did not start; see build/scan/demo.log")


def signed_in(address: str) -> str:
    """The cookie of an officer."""
    jar = http.cookiejar.CookieJar()
    line = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = line.open(f"{address}/akun/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    form = {"login": OFFICER, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    line.open(f"{address}/akun/login/", urllib.parse.urlencode(form).encode())
    return "; ".join(f"{one.name}={one.value}" for one in jar)


def wapiti(name: str, address: str, more: tuple[str, ...]) -> int:
    report = FOLDER / f"wapiti-{name}.json"
    scanner(
        "wapiti", "-u", address, "--scope", "domain", "-m", MODULES, "-d", "3", "--max-links-per-page", "40",
        "--max-files-per-dir", "40", "--max-scan-time", "600", "--max-attack-time", "60",
        "-x", f"{address}/akun/logout/",
        "-f", "json", "-o", str(report), "-v", "2", "--no-bugreport", "--flush-session",
        "--store-session", str(FOLDER / f"session-{name}"), *more, log=f"wapiti-{name}.log",
    )  # fmt: skip
    said = json.loads(report.read_text(encoding="utf-8"))
    sent = len(re.findall(r"^\[[+*¨]\] .*(?:GET|POST) ", (FOLDER / f"wapiti-{name}.log").read_text(), re.MULTILINE))
    print(f"wapiti   {name}: {said['infos']['crawled_pages_nbr']} addresses, {sent} requests told")
    found = {**said["vulnerabilities"], **said["anomalies"]}
    for kind, cases in found.items():
        for one in cases:
            print(f"wapiti   {kind}: {one['method']} {one['path']} {one.get('parameter') or ''}")
    return sum(map(len, found.values()))


def sqlmap(name: str, address: str, paths: tuple[str, ...], more: tuple[str, ...]) -> int:
    targets, traffic = FOLDER / f"sqlmap-{name}.txt", FOLDER / f"sqlmap-{name}.traffic"
    targets.write_text("\n".join(address + path for path in paths), encoding="utf-8")
    traffic.unlink(missing_ok=True)
    scanner(
        "sqlmap", "-m", str(targets), "--batch", "--level", "2", "--risk", "1", "--flush-session", "--disable-coloring",
        "--time-sec", "3", "--skip", "User-Agent,Referer", "--output-dir", str(FOLDER / "dumps"), "-t", str(traffic),
        *more, log=f"sqlmap-{name}.log",
    )  # fmt: skip
    said = (FOLDER / f"sqlmap-{name}.log").read_text(encoding="utf-8", errors="replace")
    sent = traffic.read_text(encoding="utf-8", errors="replace").count("HTTP request [#")
    tried = len(re.findall(r"testing if .*parameter '", said))
    found = re.findall(r"^.*(?:is vulnerable|appears to be .* injectable).*$", said, re.MULTILINE)
    print(f"sqlmap   {name}: {len(paths)} addresses, {tried} parameters, {sent} requests, {len(found)} suspicions")
    print("\n".join(found))
    return len(found)


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
