"""The rooms of the overseers: one line of links above each of their pages."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .overseer_door import Place, Watch, frame

_ROOMS = (
    ("web:oversight", _("Laporan bermasalah")),
    ("web:oversight_indicators", _("Indikator maladministrasi")),
    ("web:oversight_examinations", _("Pemeriksaan Ombudsman")),
    ("web:oversight_signals", _("Angka yang dibengkokkan")),
)


def room(watch: Watch, current: str) -> dict[str, object]:
    """What a page of the overseers needs beside its own; `current` is the URL name of its room. Two queries."""
    rooms = [Place(str(label), reverse(name), name == current) for name, label in _ROOMS]
    return {**frame(watch, "web:oversight"), "rooms": rooms}
