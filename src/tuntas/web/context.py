"""What every page knows without asking the database: whose service this is."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _


def brand(request: HttpRequest) -> dict[str, dict[str, str]]:
    """Name and tagline of the service, from the settings."""
    return {"brand": {"name": settings.TUNTAS_NAME, "tagline": settings.TUNTAS_TAGLINE or _("Lapor sampai tuntas")}}
