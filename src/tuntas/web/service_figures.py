"""`/api/v1/angka.json`: a government's own figures of one year of receipt, for its own programs."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuntas.accounts.models import ServiceAccount
from tuntas.accounts.services import ServiceScope, service_of
from tuntas.kernel import clock
from tuntas.kernel.refusals import Invalid, Refusal
from tuntas.statistics.measures import Figures
from tuntas.statistics.models import Axis
from tuntas.statistics.reading import Cut, counts, figures_of
from tuntas.statistics.scopes import Scope
from tuntas.statistics.spread import Share

View = Callable[..., HttpResponse]


def for_services(scope: ServiceScope) -> Callable[[View], View]:
    """Let in whoever sends the token of a service account with this scope, as `view(request, service)`. Cookies count
    for nothing here; a refusal is JSON with its code and sentence."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **words: str) -> HttpResponse:
            try:
                kind, _blank, token = request.headers.get("Authorization", "").partition(" ")
                token = token.strip() if kind.lower() == "bearer" else ""
                response = view(request, service_of(token, scope, at=clock.now()), **words)
            except Refusal as refusal:
                response = _refused(refusal)
            response["Cache-Control"] = "private, no-store"
            return response

        return guarded

    return wrap


@require_safe
@for_services(ServiceScope.FIGURES)
def service_figures(request: HttpRequest, service: ServiceAccount) -> HttpResponse:
    """`?tahun=2025`: reports received in that year, and what became of them up to now."""
    given = request.GET.get("tahun", "")
    if not (given.isascii() and given.isdigit() and len(given) == 4):
        raise Invalid(_("Tulis tahun dengan empat angka: ?tahun=2025"), field="tahun")
    home = frozenset({service.government_id})
    scope = Scope(tenants=home)
    figures = figures_of(counts(scope, Cut(Axis.GOVERNMENT, year=int(given))), home)
    told = {"government": service.government.code, "name": service.government.name, "year": int(given)}
    return JsonResponse({**told, "counted_at": clock.now().isoformat(timespec="seconds"), "figures": _plain(figures)})


def _plain(figures: Figures) -> dict[str, object]:
    return {
        "received": figures.received,
        "dispatched": figures.dispatched,
        "acknowledged": figures.acknowledged,
        "response_on_time": _share(figures.response_kept),
        "follow_up_on_time": _share(figures.follow_up_kept),
        "closed": figures.closed,
        "endings": dict(sorted(figures.endings.items())),
        "disputed": figures.disputed,
        "reopened": figures.reopened,
    }


def _share(share: Share) -> dict[str, int]:
    return {"of": share.part, "among": share.whole}


def _refused(refusal: Refusal) -> HttpResponse:
    response = JsonResponse({"code": refusal.code, "message": str(refusal)}, status=refusal.status)
    if refusal.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="tuntas"'
    return response
