"""Compile the message catalogues (.po to .mo) while the package is built, without system gettext."""

from pathlib import Path

import polib
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):
    """Run by hatchling for wheels and for editable installs alike."""

    def initialize(self, version, build_data):
        compile_all(Path(self.root) / "src" / "tuntas" / "locale")


def compile_all(folder: Path) -> None:
    """Write a .mo file beside every .po file below `folder`."""
    for source in sorted(folder.rglob("*.po")):
        polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))
