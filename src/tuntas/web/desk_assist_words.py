"""What the officer of an assisted filing reads to the person, and says at each question."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .public_choices import office_name, region_name, topic_name
from .public_files import present
from .report_form import Answers, Step, answered_kind, answered_privacy

RULES: dict[Step, Promise] = {
    Step.KIND: gettext_lazy("Tanyakan, lalu pilih bersama pelapor."),
    Step.WHAT: gettext_lazy("Tulis dengan kata-kata pelapor, bukan kata-kata kantor."),
    Step.PRIVACY: gettext_lazy("Bacakan semua pilihan. Pelapor yang memilih, bukan petugas."),
    Step.CONTACT: gettext_lazy("Semua boleh dikosongkan. Jangan meminta lebih dari yang ingin diberikan."),
    Step.CHECK: gettext_lazy("Bacakan baris demi baris dengan suara keras, lalu tanyakan: sudah benar?"),
}


def spoken(answers: Answers) -> list[dict[str, str]]:
    """The answers in pairs as they are read aloud, each with the step that changes it."""
    rows = [
        (_("Jenis laporan"), answered_kind(answers), Step.KIND),
        (_("Judul"), answers.get("title"), Step.WHAT),
        (_("Apa yang terjadi"), answers.get("body"), Step.WHAT),
        (_("Kapan"), answers.get("incident_on"), Step.PLACE),
        (_("Di mana"), _place(answers), Step.PLACE),
        (_("Topik"), topic_name(answers.topic), Step.TOPIC),
        (_("Instansi"), office_name(answers.get("office")), Step.TOPIC),
        (_("Lampiran"), ", ".join(file.name for file in present(answers.tokens)), Step.FILES),
        (_("Kerahasiaan"), answered_privacy(answers), Step.PRIVACY),
        *([(_("Kontak"), _contact(answers), Step.CONTACT)] if answers.asks_contact else []),
    ]
    return [{"label": label, "value": value or _("Tidak diisi"), "step": step.value} for label, value, step in rows]


def _place(answers: Answers) -> str:
    if answers.get("nowhere"):
        return _("Tidak di suatu tempat tertentu")
    return "\n".join(filter(None, (answers.get("place_text"), region_name(answers.get("region")))))


def _contact(answers: Answers) -> str:
    return "\n".join(filter(None, (answers.get(name) for name in ("name", "email", "phone", "address"))))
