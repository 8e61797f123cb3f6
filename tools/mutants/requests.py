"""The requests of the matrix of doors (tests/kernels/doors.txt) as checks of a mutant."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction
from django.test import override_settings

from tests.kernels import places
from tests.kernels.doors import TABLE, Ask, Asking, Table, cells, judged, overheard, read
from tuntas.kernel.sealing import new_vault_key
from tuntas.web import branding

Red = Callable[[object], bool]


@contextmanager
def asked() -> Iterator[list[tuple[str, Red]]]:
    """In the world of places.py, each request that gets or posts something, by its name."""
    table = read(TABLE.read_text(encoding="utf-8"))
    branding.remember({})
    changes = {
        "TUNTAS_VAULT_KEY": new_vault_key(), "TUNTAS_DATA_DIR": Path(tempfile.mkdtemp(prefix="tuntas-doors-")),
        "TUNTAS_REQUIRE_SECOND_FACTOR": False,
    }  # fmt: skip
    with override_settings(**changes), transaction.atomic():
        place = places.make()
        asking = Asking(place)
        yield [(f"{ask}", _red(asking, ask, table, place)) for ask in cells(table) if ask.method in ("GET", "POST")]
        transaction.set_rollback(True)


def _red(asking: Asking, ask: Ask, table: Table, place: places.Place) -> Red:
    def red(following: object) -> bool:
        answer = asking.send(ask, table.doors[ask.name])
        return bool(judged(ask, table.doors[ask.name], table, answer) or overheard(ask, table, place, answer))

    return red
