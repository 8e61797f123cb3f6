"""Fetch the third-party browser assets once, at development time, and record what was fetched.

    python tools/vendor_assets.py           fetch with npm and rewrite the vendored files and MANIFEST.toml
    python tools/vendor_assets.py --check   offline: do the vendored files still have the recorded checksums?

Neither the wheel nor a running Tuntas needs npm or Node: what this writes is committed.
Bootstrap is compiled from the partials that our pages use, because the whole sheet alone would take
half of the 60 kB that a citizen's first page may cost.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

import tomli_w

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "src" / "tuntas" / "web" / "static"
VENDOR = STATIC / "vendor"
SPRITE = STATIC / "tuntas" / "icons.svg"
TEST_VENDOR = ROOT / "tests" / "vendor"
MANIFEST = VENDOR / "MANIFEST.toml"

VERSIONS = {
    "bootstrap": "5.3.9",
    "htmx.org": "2.0.11",
    "leaflet": "1.9.4",
    "@tabler/icons": "3.51.0",
    "axe-core": "4.14.1",
    "sass": "1.89.2",  # compiles Bootstrap; nothing of it is vendored
}
LICENCES = {
    "bootstrap": "MIT",
    "htmx.org": "0BSD",
    "leaflet": "BSD-2-Clause",
    "@tabler/icons": "MIT",
    "axe-core": "MPL-2.0",
}
SOURCE_MAP = re.compile(rb"\n?//# sourceMappingURL=\S+\s*$")

# Forms bring no picture in a data: address, so that the content security policy may refuse those;
# check boxes and selects stay the browser's own.
BOOTSTRAP = """
$enable-dark-mode: false;
$enable-validation-icons: false;
$enable-smooth-scroll: false;
$theme-colors: ("primary": #14509e, "secondary": #45505f);
$grid-breakpoints: (xs: 0, sm: 576px, md: 768px, lg: 992px, xl: 1200px);
$container-max-widths: (sm: 540px, md: 720px, lg: 960px, xl: 1140px);
$font-family-sans-serif: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif;
@import "functions"; @import "variables"; @import "variables-dark"; @import "maps"; @import "mixins";
@import "utilities";
@import "root"; @import "reboot"; @import "type"; @import "containers"; @import "grid"; @import "tables";
@import "forms/labels"; @import "forms/form-text"; @import "forms/form-control";
@import "buttons"; @import "card"; @import "breadcrumb"; @import "pagination"; @import "alert";
@import "helpers/visually-hidden";
$utilities: map-get-multiple($utilities, (
  "display", "flex", "flex-direction", "flex-wrap", "flex-grow", "justify-content", "align-items", "gap",
  "margin", "margin-x", "margin-y", "margin-top", "margin-end", "margin-bottom", "margin-start",
  "padding", "padding-x", "padding-y", "padding-top", "padding-bottom",
  "text-align", "font-weight", "width", "white-space", "overflow",
));
@import "utilities/api";
"""

ICONS = """
adjustments alert-octagon alert-triangle arrow-left bell-ringing building calendar camera chart-bar check
chevron-down chevron-left chevron-right circle circle-check circle-half-2 clock current-location download edit
external-link eye eye-off file-text filter flag home hourglass-high inbox info-circle language lock logout mail
map-pin menu-2 message paperclip phone photo player-pause printer refresh scale search send shield-lock star
thumb-up user user-off users x
"""


def fetch(package: str, folder: Path) -> Path:
    """Download one package with npm (which checks its integrity) and return its unpacked folder."""
    spec = f"{package}@{VERSIONS[package]}"
    archive = subprocess.run(
        ["npm", "pack", "--silent", spec], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.split()[-1]
    target = folder / package.replace("/", "-")
    with tarfile.open(folder / archive) as tar:
        tar.extractall(target, filter="data")
    return target / "package"


def compile_bootstrap(package: Path, folder: Path) -> bytes:
    """Compile our selection of Bootstrap's partials to one minified sheet without a source map."""
    spec = f"sass@{VERSIONS['sass']}"
    subprocess.run(["npm", "install", "--silent", "--no-save", "--prefix", folder, spec], check=True)
    command = [folder / "node_modules" / ".bin" / "sass", "--stdin", "--style=compressed", "--no-source-map"]
    options = ["--quiet", "--no-charset", f"--load-path={package / 'scss'}"]
    done = subprocess.run([*command, *options], input=BOOTSTRAP.encode(), check=True, capture_output=True)
    banner = f"/*! Bootstrap v{VERSIONS['bootstrap']}, selected partials; MIT, see LICENSE */\n"
    return banner.encode() + done.stdout


def sprite(package: Path) -> str:
    """Return one SVG file with every icon of ICONS as a symbol of that name."""
    symbols = "\n".join(symbol(package / "icons" / "outline" / f"{name}.svg") for name in ICONS.split())
    note = f"<!-- Tabler Icons {VERSIONS['@tabler/icons']}, MIT, see vendor/tabler-icons/LICENSE -->"
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{note}\n{symbols}\n</svg>\n'


def symbol(source: Path) -> str:
    """Return one Tabler icon as a <symbol>, without the invisible frame that each one carries."""
    drawing = source.read_text().split(">", 1)[1].rsplit("</svg>", 1)[0]
    drawing = drawing.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "")
    drawing = drawing.replace("\n", "").replace("  ", "")
    return f'<symbol id="{source.stem}" viewBox="0 0 24 24">{drawing}</symbol>'


def put(content: bytes, target: Path) -> None:
    """Write a file without its source map note: the static file storage would look for the map."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(SOURCE_MAP.sub(b"\n", content))


def vendor_bootstrap(folder: Path) -> None:
    package = fetch("bootstrap", folder)
    put(compile_bootstrap(package, folder), VENDOR / "bootstrap" / "bootstrap.min.css")
    put((package / "LICENSE").read_bytes(), VENDOR / "bootstrap" / "LICENSE")


def vendor_htmx(folder: Path) -> None:
    package = fetch("htmx.org", folder)
    put((package / "dist" / "htmx.min.js").read_bytes(), VENDOR / "htmx" / "htmx.min.js")
    put((package / "LICENSE").read_bytes(), VENDOR / "htmx" / "LICENSE")


def vendor_leaflet(folder: Path) -> None:
    package = fetch("leaflet", folder)
    wanted = [package / "dist" / "leaflet.css", package / "dist" / "leaflet.js"]
    for source in [*wanted, *(package / "dist" / "images").iterdir()]:
        put(source.read_bytes(), VENDOR / "leaflet" / source.relative_to(package / "dist"))
    put((package / "LICENSE").read_bytes(), VENDOR / "leaflet" / "LICENSE")


def vendor_icons(folder: Path) -> None:
    package = fetch("@tabler/icons", folder)
    put(sprite(package).encode(), SPRITE)
    put((package / "LICENSE").read_bytes(), VENDOR / "tabler-icons" / "LICENSE")


def vendor_axe(folder: Path) -> None:
    package = fetch("axe-core", folder)
    put((package / "axe.min.js").read_bytes(), TEST_VENDOR / "axe.min.js")
    put((package / "LICENSE").read_bytes(), TEST_VENDOR / "axe.LICENSE")


PLACES = {
    "bootstrap": ["src/tuntas/web/static/vendor/bootstrap"],
    "htmx.org": ["src/tuntas/web/static/vendor/htmx"],
    "leaflet": ["src/tuntas/web/static/vendor/leaflet"],
    "@tabler/icons": ["src/tuntas/web/static/tuntas/icons.svg", "src/tuntas/web/static/vendor/tabler-icons"],
    "axe-core": ["tests/vendor"],
}


def files_of(package: str) -> list[Path]:
    """Return the committed files that came from one package, in a fixed order."""
    places = [ROOT / place for place in PLACES[package]]
    return sorted(file for place in places for file in [place, *place.rglob("*")] if file.is_file())


def checksum(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def entry(package: str) -> dict[str, object]:
    """Return what MANIFEST.toml says about one package."""
    sums = {str(file.relative_to(ROOT)): checksum(file) for file in files_of(package)}
    return {"version": VERSIONS[package], "licence": LICENCES[package], "sha256": sums}


def altered() -> list[str]:
    """Return the recorded files that are missing or no longer have their recorded checksum."""
    recorded = tomllib.loads(MANIFEST.read_text())
    sums = {name: digest for package in recorded.values() for name, digest in package["sha256"].items()}
    return [name for name, digest in sums.items() if not is_intact(ROOT / name, digest)]


def is_intact(file: Path, digest: str) -> bool:
    return file.is_file() and checksum(file) == digest


def main() -> int:
    """Fetch everything, or with --check name the files that differ; return the exit status."""
    if "--check" in sys.argv[1:]:
        wrong = altered()
        print("\n".join(wrong) or "The vendored files are as recorded.")
        return 1 if wrong else 0
    shutil.rmtree(VENDOR, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        for vendor in (vendor_bootstrap, vendor_htmx, vendor_leaflet, vendor_icons, vendor_axe):
            vendor(Path(folder))
    MANIFEST.write_text(tomli_w.dumps({package: entry(package) for package in LICENCES}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
