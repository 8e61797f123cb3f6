"""What a filing brings besides the report, and the challenge that its browser solves (static/tuntas/proof.js)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tuntas.institutions.models import Institution
from tuntas.intake import judging, proofs, stamps
from tuntas.intake.judging import Evidence, TooFast
from tuntas.kernel import clock
from tuntas.reports.states import Doubt

from .report_form import Answers, printable

TRAP = "laman"
"""A field that people do not see and have no reason to fill in."""

_LONGEST = 2_000


@never_cache
@require_safe
def report_proof(request: HttpRequest) -> JsonResponse:
    """A challenge for the form with this stamp; with a fresh stamp where the form has none, as one written offline."""
    at = clock.now()
    text = _short(request.GET.get("stamp", ""))
    if stamps.read(text, at) is None:
        text = stamps.issue(at)
    stamp = stamps.read(text, at)
    assert stamp is not None
    effort = judging.effort_for(address_of(request), at)
    return JsonResponse({"stamp": text, **proofs.challenge_for(stamp, effort=effort)})


def doubts_about(request: HttpRequest, answers: Answers) -> tuple[Doubt, ...]:
    """What is doubtful about this filing. Raises TooFast, and Outage when nothing can be counted."""
    return judging.judge(_evidence(request, answers, _government(answers)), key=answers.key, at=clock.now())


def apparent_doubts(request: HttpRequest, answers: Answers) -> tuple[Doubt, ...]:
    """What can be said while the database is away."""
    return judging.apparent(_evidence(request, answers, ""), clock.now())


def wait(page: HttpResponse, refused: TooFast) -> HttpResponse:
    """The form with its words again, to be sent in a minute."""
    page.status_code = refused.status
    page["Retry-After"] = "60"
    return page


def address_of(request: HttpRequest) -> str:
    """Where a request came from: behind proxies of ours what the first of them saw; what stands further left in
    the header anybody may have written."""
    ours = int(settings.ALLAUTH_TRUSTED_PROXY_COUNT)
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")][-ours:] if ours else []
    return next((part for part in seen if part), "") or str(request.META.get("REMOTE_ADDR", ""))


def _evidence(request: HttpRequest, answers: Answers, government: str) -> Evidence:
    return Evidence(
        stamp=answers.stamp,
        proof=_short(request.POST.get("proof", "")),
        trap=_short(request.POST.get(TRAP, "")).strip(),
        address=address_of(request),
        government=government,
    )


def _government(answers: Answers) -> str:
    """Whose inbox it goes to."""
    wanted = Institution.objects.filter(code=printable(answers.get("office"))).select_related("government").first()
    return (wanted.government or wanted).code if wanted else settings.TUNTAS_GOVERNMENT


def _short(text: str) -> str:
    return printable(text)[:_LONGEST]
