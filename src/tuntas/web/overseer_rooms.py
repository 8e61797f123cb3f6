"""The rooms of the overseers: one line of links above each of their pages."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tuntas.oversight.sampling import SCORERS

from .overseer_door import Place, Watch, frame

_SAMPLES = "web:oversight_samples"
_ROOMS = (
    ("web:oversight", _("Laporan bermasalah")),
    ("web:oversight_indicators", _("Indikator maladministrasi")),
    ("web:oversight_examinations", _("Pemeriksaan Ombudsman")),
    ("web:oversight_signals", _("Angka yang dibengkokkan")),
    ("web:oversight_alerts", _("Peringatan dini")),
    ("web:oversight_issues", _("Masalah berulang")),
    (_SAMPLES, _("Sampel mutu")),
)


def room(watch: Watch, current: str) -> dict[str, object]:
    """What a page of the overseers needs beside its own; `current` is the URL name of its room. Two queries."""
    scores = watch.officer.seats_as(*SCORERS)
    rooms = [Place(str(label), reverse(name), name == current) for name, label in _ROOMS if name != _SAMPLES or scores]
    return {**frame(watch, "web:oversight"), "rooms": rooms}
