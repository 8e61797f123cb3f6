"""What every page knows: whose service this is, and in which colours the reader wants it."""

from django.http import HttpRequest

from .branding import brand_of
from .public_looks import chosen_theme


def brand(request: HttpRequest) -> dict[str, object]:
    """The brand of the host and the theme of the reader; a page of the error handlers does without."""
    return {"brand": brand_of(request), "theme": chosen_theme(request)}
