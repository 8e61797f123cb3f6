"""How the pages look: the sheet and the logo of the brand, and the reader's own choice of colours."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from tuntas.institutions.colours import shades
from tuntas.media import store
from tuntas.media.store import NoSuchFile

from .branding import brand_of, version

COOKIE = "tema"
COOKIE_SECONDS = 365 * 86_400
SYSTEM = "sistem"
THEMES = {SYSTEM: "", "terang": "light", "gelap": "dark", "kontras": "contrast"}
"""What the form sends -> the name that tokens.css knows."""
_FOREVER = 365 * 86_400


def chosen_theme(request: HttpRequest) -> str:
    """The theme the reader chose: light, dark or contrast; empty while the device decides."""
    return THEMES.get(request.COOKIES.get(COOKIE, ""), "")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice in one cookie; the device's own choice needs none."""
    back = request.POST.get("next", "/")
    own = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    answer = redirect(back if own else "/")
    wanted = request.POST.get("theme", SYSTEM)
    if THEMES.get(wanted):
        answer.set_cookie(COOKIE, wanted, COOKIE_SECONDS, secure=request.is_secure(), httponly=True, samesite="Lax")
    elif COOKIE in request.COOKIES:
        answer.delete_cookie(COOKIE, samesite="Lax")
    return answer


@require_safe
def brand_sheet(request: HttpRequest) -> HttpResponse:
    """The brand's colour as tokens: a sheet of its own, because the pages allow no style inside them."""
    colour = brand_of(request).colour
    rules = "".join(f"{name}:{value};" for name, value in shades(colour).items()) if colour else ""
    answer = HttpResponse(f":root{{{rules}}}\n", content_type="text/css; charset=utf-8")
    current = bool(colour) and request.GET.get("v") == version(colour)
    patch_cache_control(answer, public=True, max_age=_FOREVER if current else 60)
    return answer


@require_safe
def brand_logo(request: HttpRequest, name: str) -> HttpResponse:
    """The logo of the brand that is shown on this host; any other file of the store does not exist here."""
    if not brand_of(request).logo.endswith(f"/{name}"):
        raise Http404
    try:
        with store.open_thumbnail(name) as file:
            answer = HttpResponse(file.read(), content_type="image/jpeg")
    except NoSuchFile:
        raise Http404 from None
    patch_cache_control(answer, public=True, max_age=_FOREVER, immutable=True)
    return answer
