"""What an overseer takes along from a case: the dossier as PDF; with the reporter's consent the referral package."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuntas.accounts.actors import Officer
from tuntas.audit.log import note
from tuntas.documents.dossier import Dossier, dossier_pdf
from tuntas.documents.story import DeadlineStory, FactLine, Step
from tuntas.media import store
from tuntas.media.kinds import Kind as FileKind
from tuntas.oversight.examinations import may_take, sees_internal, standing, steps_of
from tuntas.oversight.models import Mark
from tuntas.oversight.packages import Part, package
from tuntas.oversight.signs import INDICATORS, Sign
from tuntas.reports import identity
from tuntas.reports.models import Attachment, Report
from tuntas.reports.states import Shown, Verb

from . import presenters
from .account_proof import sure_to_take
from .overseer import about, case_of
from .overseer_door import OVERSEERS, Watch, for_officers
from .overseer_steps import overseen


@require_safe
@for_officers(*OVERSEERS)
@sure_to_take
def oversight_dossier(request: HttpRequest, watch: Watch, reference: str) -> HttpResponse:
    """The dossier. Internal notes only where the mandate reaches them; each taking is written down."""
    report = case_of(watch, reference)
    _note(report, watch, "dossier")
    return _file(_dossier(report, watch.officer, watch.at), "application/pdf", f"berkas-{report.number}.pdf")


@require_safe
@for_officers(*OVERSEERS)
@sure_to_take
def oversight_package(request: HttpRequest, watch: Watch, reference: str) -> HttpResponse:
    """The referral package, for the Ombudsman within the mandate, as far as the reporter's consent goes."""
    report = case_of(watch, reference)
    if not may_take(report, watch.officer):
        raise Http404
    _note(report, watch, "referral package")
    level = standing(steps_of(report)).shown
    content = package(report, list(_parts(report, watch, level)), left_out=_left_out(level), at=watch.at)
    return _file(content, "application/zip", f"paket-{report.number}.zip")


def _note(report: Report, watch: Watch, what: str) -> None:
    note(actor=str(watch.officer.user_id), what=what, thing=str(report.pk), reason="oversight", at=watch.at)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _parts(report: Report, watch: Watch, level: Shown) -> Iterator[Part]:
    yield Part("berkas.pdf", _dossier(report, watch.officer, watch.at, level), "dossier")
    contact = identity.handed_over(report, by=watch.officer, at=watch.at)
    if contact:
        words = json.dumps(asdict(contact), indent=1, ensure_ascii=False, sort_keys=True)
        yield Part("pelapor.json", words.encode(), "identity of the reporter, with consent")
    internal = sees_internal(report, watch.officer)
    for place, row in enumerate(report.attachments.order_by("seq", "pk"), start=1):
        if (internal or not row.internal) and not (row.from_reporter and level == Shown.WORDS):
            yield _attachment(report, row, place)


def _attachment(report: Report, row: Attachment, place: int) -> Part:
    """The display copy: without the metadata of the camera, which could name a place or a person."""
    kind = FileKind[row.kind]
    with store.open_display(f"{row.name}.{store.display_extension(kind)}") as file:
        content = file.read()
    whose = "evidence of the reporter" if row.from_reporter else "evidence of the office"
    return Part(f"lampiran/{store.neutral_name(report.number, place, kind)}", content, whose)


def _left_out(level: Shown) -> list[str]:
    out = {
        Shown.NAMED: [],
        Shown.CONCEALED: ["identity of the reporter"],
        Shown.WORDS: ["identity of the reporter", "files of the reporter", "place of the report"],
    }
    return [*out[level], "originals of pictures (metadata of the camera)"]


def _dossier(report: Report, officer: Officer, at: datetime, level: Shown = Shown.CONCEALED) -> bytes:
    internal, facts = sees_internal(report, officer), presenters.three_facts(report)
    names = (_("Dijawab"), _("Ditindaklanjuti"), _("Dikonfirmasi"))
    lines = zip(names, (facts.answered, facts.acted, facts.confirmed), strict=True)
    clocks = presenters.clock_views(report, at=at, actor_of=lambda pause: "")
    return dossier_pdf(
        Dossier(
            service=settings.TUNTAS_NAME,
            number=report.number,
            made=_("dibuat %(moment)s") % {"moment": presenters.moment(at, report.agency)},
            made_at=at,
            status=presenters.public_status(report),
            scope=_scope(internal),
            about=[(row["label"], row["value"]) for row in about(report, place=level != Shown.WORDS)],
            subject=report.title,
            body=report.body,
            facts=[FactLine(name, fact.done, fact.text) for name, fact in lines],
            signs=_signs(report),
            steps=[_step(entry) for entry in _entries(report, internal)],
            overseen=overseen(report),
            deadlines=[DeadlineStory(each.kind, each.text, each.sentences) for each in clocks],
            chain=_chain(report),
            head=report.last_hash,
        )
    )


def _scope(internal: bool) -> str:
    if internal:
        return _("Memuat catatan internal petugas. Tidak memuat nama dan kontak pelapor.")
    return _("Tanpa catatan internal petugas. Tidak memuat nama dan kontak pelapor.")


def _entries(report: Report, internal: bool) -> list[presenters.Entry]:
    told = presenters.timeline(report, internal=internal, file_url=lambda attachment: "")
    return [replace(entry, who=_("pelapor") if entry.who == _("Anda") else entry.who) for entry in told]


def _step(entry: presenters.Entry) -> Step:
    return Step(entry.when, entry.who, entry.label, entry.text, [file.name for file in entry.attachments])


def _signs(report: Report) -> list[str]:
    """The indicators that the ledger shows of this case."""
    known = {one.sign.value for one in INDICATORS}
    marks = Mark.objects.filter(report=report, sign__in=known).select_related("office").order_by("seq", "sign")
    return [
        f"{Sign(mark.sign).label} · {mark.office.name} · {presenters.day(mark.at, report.agency)}" for mark in marks
    ]


def _chain(report: Report) -> list[tuple[str, str, str, str]]:
    rows = report.events.order_by("seq").values_list("seq", "verb", "at", "hash")
    return [
        (str(seq), str(Verb(verb).label), presenters.moment(at, report.agency), mark) for seq, verb, at, mark in rows
    ]
