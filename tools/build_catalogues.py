"""Compile the message catalogues (.po to .mo) while the package is built, without system gettext.

Also a script: `python tools/build_catalogues.py` compiles them in place.
"""

from pathlib import Path

import polib

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a script where hatchling is not installed
    BuildHookInterface = object

LOCALE = Path("src") / "tuntas" / "locale"


class CatalogueHook(BuildHookInterface):
    """Run by hatchling for wheels and for editable installs alike."""

    def initialize(self, version, build_data):
        compile_all(Path(self.root) / LOCALE)


def compile_all(folder: Path) -> None:
    """Write a .mo file beside every .po file below `folder`."""
    for source in sorted(folder.rglob("*.po")):
        polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))


if __name__ == "__main__":
    compile_all(Path(__file__).resolve().parent.parent / LOCALE)
