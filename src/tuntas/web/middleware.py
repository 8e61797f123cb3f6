"""The last net under the views: a refusal becomes a page with its sentence, an outage a page that keeps the words."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from tuntas.db.outage import Outage
from tuntas.kernel.refusals import Refusal

from .failures import outage_page, refusal_page

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class FailureMiddleware:
    """Answers what escapes a view. Everything else is a bug and stays one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Refusals and outages only."""
        if isinstance(exception, Refusal):
            return refusal_page(request, exception)
        if isinstance(exception, Outage):
            return outage_page(request)
        return None
