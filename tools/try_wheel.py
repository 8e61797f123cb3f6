"""Build the wheel, install it in a clean environment, and see that what it carries is enough to run.

The wheel must bring templates, static files, compiled catalogues and area data: the whole demonstration needs them all.
"""

import os
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
import urllib.request
from pathlib import Path

PURELIB = "import sysconfig; print(sysconfig.get_path('purelib'))"
ROOT = Path(__file__).resolve().parent.parent
# The goal is 60 s on two idle cores; a busy machine gets twice that before this fails.
SLOWEST_DEMO = 120
PAGES = ("/", "/lapor/", "/laporan/", "/statistik/", "/static/tuntas/tuntas.css", "/static/tuntas/tokens.css")


def main() -> None:
    """Fail loudly at the first thing that is not there."""
    with tempfile.TemporaryDirectory(prefix="tuntas-wheel-") as folder:
        tuntas = _installed(Path(folder))
        clean = {"PATH": os.environ["PATH"], "HOME": folder, "LANG": "C.UTF-8"}
        _demo(tuntas, Path(folder), clean)
    print("the wheel serves the demo from a clean environment")


def _installed(folder: Path) -> Path:
    python = folder / "env" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", folder / "env"], check=True)
    pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([python, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT], check=True)
    # What the lock names was installed a moment ago, checked by its hashes: only Tuntas itself is installed anew.
    own = subprocess.run([python, "-c", PURELIB], check=True, capture_output=True, text=True).stdout.strip()
    Path(own, "locked.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    subprocess.run([*pip, "--no-deps", *folder.glob("tuntas-*.whl")], check=True)
    return folder / "env" / "bin" / "tuntas"


def _demo(tuntas: Path, folder: Path, clean: dict[str, str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.monotonic()
    demo = subprocess.Popen([tuntas, "demo", "--port", str(port)], cwd=folder, env=clean, stdout=subprocess.DEVNULL)
    try:
        _fetch(f"http://127.0.0.1:{port}/", demo)
        seconds = time.monotonic() - began
        print(f"the whole demo answers after {seconds:.0f} s")
        assert seconds < SLOWEST_DEMO
        for page in PAGES:
            _fetch(f"http://127.0.0.1:{port}{page}", demo)
    finally:
        demo.send_signal(signal.SIGINT)
        code = demo.wait(timeout=30)
    if code not in (0, 130):
        raise SystemExit(f"the demo ended with {code}")
    own = clean | {"TUNTAS_DEMO": "1", "TUNTAS_DATA_DIR": str(folder / "tuntas-demo")}
    subprocess.run([tuntas, "verify"], check=True, cwd=folder, env=own)


def _fetch(address: str, demo: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 2 * SLOWEST_DEMO
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                assert answer.status == 200, address
                return
        except OSError as fault:
            if demo.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{address}: {fault}") from fault
            time.sleep(0.5)


if __name__ == "__main__":
    main()
