"""Two officers on one report: what one has written never overwrites, unseen, what the other wrote before.

Most verbs change the state, and the second officer is refused by state. These do not: they replace a text, a
class, a person, or sign a draft. They hold only for the report as their officer saw it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext_lazy

from tuntas.db.claiming import lock
from tuntas.kernel.refusals import Conflict

from .models import Report
from .states import Verb as V

OVERTAKEN_BY: dict[V, tuple[V, ...]] = {
    V.PUBLISH: (V.PUBLISH, V.HIDE, V.ASK_HIDE),
    V.HIDE: (V.PUBLISH,),
    V.RECLASSIFY: (V.RECLASSIFY,),
    V.ASSIGN: (V.ASSIGN,),
    V.APPROVE: (V.PROPOSE_FOLLOW_UP,),
    V.APPROVE_PROMISE: (V.PROPOSE_FOLLOW_UP,),
    V.SEND_BACK: (V.PROPOSE_FOLLOW_UP,),
}
"""For a verb, what must not have happened since its officer opened the page."""


class Overtaken(Conflict):
    """Somebody else changed just this while the officer was writing."""

    code = "overtaken"
    status = 409
    sentence = gettext_lazy(
        "Bagian ini baru saja diubah orang lain, jadi tulisan Anda belum disimpan. "
        "Baca dulu yang terbaru, lalu kirim lagi bila tetap perlu."
    )


@contextmanager
def as_seen(report: Report, verb: V, seen: int | None) -> Iterator[None]:
    """Do something to the report as it was at event number `seen`; None: whatever it is now.

    Holds the row until the end, so that of two at the same instant one is first. Raises Overtaken.
    """
    with transaction.atomic():
        rivals = OVERTAKEN_BY.get(verb, ())
        if rivals and seen is not None:
            lock(Report.objects.filter(pk=report.pk)).get()
            if report.events.filter(seq__gt=seen, verb__in=rivals).exists():
                raise Overtaken()
        yield
