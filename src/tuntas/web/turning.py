"""The words and addresses of the pager (components/pager.html)."""

from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest
from django.utils.translation import gettext as _


def turning(request: HttpRequest, page: "Page[Any]") -> dict[str, str]:
    """To the page before and after, keeping everything else that was asked for."""

    def url(number: int) -> str:
        words = request.GET.copy()
        words["hal"] = str(number)
        return f"?{words.urlencode()}"

    facts = {"page": page.number, "pages": page.paginator.num_pages}
    return {
        "page_summary": _("Halaman %(page)d dari %(pages)d") % facts,
        "previous_url": url(page.previous_page_number()) if page.has_previous() else "",
        "next_url": url(page.next_page_number()) if page.has_next() else "",
    }
