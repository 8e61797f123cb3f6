"""The command line: reads the arguments, starts Django, runs one command, turns refusals into one sentence."""

import os
import re
import sys
from argparse import ArgumentParser, HelpFormatter, Namespace
from collections.abc import Sequence
from typing import NoReturn

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.utils import translation

import tuntas
from tuntas.db.outage import Outage
from tuntas.kernel.refusals import InvalidMany, Refusal
from tuntas.ops.commands import COMMANDS, Command
from tuntas.ops.words import Trouble, both, language

_PHRASES = (
    (r"the following arguments are required: (.*)", r"wajib diisi: \1"),
    (r"unrecognized arguments: (.*)", r"tidak dikenal: \1"),
    (r"argument (.*): expected one argument", r"\1 perlu satu nilai"),
    (r"argument (.*): invalid int value: (.*)", r"\1 harus bilangan bulat, bukan \2"),
    (r"argument (.*): invalid float value: (.*)", r"\1 harus bilangan, bukan \2"),
    (r"argument (.*): invalid choice: (.*) \(choose from (.*)\)", r"\1 tidak mengenal \2; pilih dari \3"),
)
"""What argparse says, in Indonesian."""


class _Formatter(HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=100)

    def add_usage(self, usage, actions, groups, prefix=None) -> None:  # type: ignore[no-untyped-def]
        super().add_usage(usage, actions, groups, both("pemakaian: ", "usage: ") if prefix is None else prefix)


class _Parser(ArgumentParser):
    """An argparse parser that speaks both languages and fails with one sentence."""

    def __init__(self, **options) -> None:  # type: ignore[no-untyped-def]
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Formatter, **options)
        self._positionals.title = both("yang harus disebut", "to be given")
        self._optionals.title = both("pilihan", "options")
        self.add_argument("-h", "--help", action="help", help=both("tampilkan bantuan ini", "show this help"))

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {_said(message)}. {both('Lihat', 'See')} {self.prog} --help\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run `tuntas`; returns the exit code: 0 done, 1 not done, 2 not understood."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuntas.settings")
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _manage(words[1:]) if words[:1] == ["manage"] else _run(words)
    except BrokenPipeError:
        # The reader of our output went away (`tuntas export | head`): nothing to complain about.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except (Trouble, Refusal, ImproperlyConfigured, OSError, *Outage) as problem:
        print(f"tuntas: {_sentence(problem)}", file=sys.stderr)
        return problem.code if isinstance(problem, Trouble) else 1


def parser() -> ArgumentParser:
    """The parser of the whole command line."""
    top = _Parser(prog="tuntas", description=both(_ABOUT_ID, _ABOUT_EN), epilog=both(_MORE_ID, _MORE_EN))
    version = both("tampilkan versi", "show the version")
    top.add_argument("--version", action="version", version=f"tuntas {tuntas.__version__}", help=version)
    commands = top.add_subparsers(
        title=both("perintah", "commands"), metavar=both("PERINTAH", "COMMAND"), required=True, dest="command"
    )
    for command in COMMANDS:
        text = both(command.indonesian, command.english)
        below = commands.add_parser(command.name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        command.fill(below)
        below.set_defaults(chosen=command)
    commands.add_parser("manage", help=both("perintah Django", "Django's own commands"))
    return top


_ABOUT_ID = "Tuntas: pengaduan masyarakat yang berakhir dengan perbaikan."
_ABOUT_EN = "Tuntas: public complaints that end in a repair."
_MORE_ID = "Bantuan satu perintah: tuntas PERINTAH --help. In English: TUNTAS_LANGUAGE=en."
_MORE_EN = "Help on one command: tuntas COMMAND --help. Dalam bahasa Indonesia: TUNTAS_LANGUAGE=id."


def _run(words: list[str]) -> int:
    given: Namespace = parser().parse_args(words)
    command: Command = given.chosen
    if command.bare:
        return command.run(given)
    django.setup()
    with translation.override(language()):
        return command.run(given)


def _manage(words: list[str]) -> int:
    execute_from_command_line(["tuntas manage", *words])
    return 0


def _said(message: str) -> str:
    if language() == "en":
        return message
    for pattern, words in _PHRASES:
        if re.fullmatch(pattern, message):
            return re.sub(pattern, words, message)
    return message


def _sentence(problem: BaseException) -> str:
    if isinstance(problem, InvalidMany):
        return " ".join(f"{fault.field}: {fault}" for fault in problem)
    if isinstance(problem, Outage):
        return both("Basis data tidak dapat dipakai: ", "The database cannot be used: ") + str(problem).strip()
    if isinstance(problem, OSError) and problem.filename:
        return f"{problem.filename}: {problem.strerror}"
    return str(problem)
