"""What happened to a case at the Ombudsman, in words: for the reporter, the overseer and the dossier alike."""

from django.utils.translation import gettext as _

from tuntas.documents.story import Step
from tuntas.oversight.examinations import steps_of
from tuntas.oversight.models import Examination
from tuntas.oversight.products import Product, StepKind
from tuntas.reports.models import Report
from tuntas.reports.states import Shown
from tuntas.sla.dates import date_text

from . import presenters


def overseen(report: Report) -> list[Step]:
    """The steps oldest first, each with its words: two queries. The reporter's own words are not repeated."""
    steps = steps_of(report)
    texts = dict(report.messages.filter(seq__in=[step.seq for step in steps]).values_list("seq", "body"))
    return [_step(report, step, texts.get(step.seq, "")) for step in steps]


def _step(report: Report, step: Examination, words: str) -> Step:
    kind = StepKind(step.kind)
    parts = (
        str(Shown(step.shown).label) if step.shown else "",
        str(Product(step.product).label) if step.product else "",
        _("Harus dilaksanakan paling lambat %(day)s.") % {"day": date_text(step.due_on)} if step.due_on else "",
        words if kind != StepKind.CONSENT else "",
    )
    text = "\n".join(part for part in parts if part)
    return Step(presenters.moment(step.at, report.agency), "", str(kind.label), text)
