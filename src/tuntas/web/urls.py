"""Addresses of all pages, in one name space."""

from . import (
    assist_urls,
    desk_urls,
    figures_urls,
    help_urls,
    looks_urls,
    manage_urls,
    open_data_urls,
    overseer_urls,
    public_urls,
    time_urls,
)

app_name = "web"
urlpatterns = [
    *public_urls.patterns,
    *help_urls.patterns,
    *assist_urls.patterns,
    *desk_urls.patterns,
    *figures_urls.patterns,
    *open_data_urls.patterns,
    *overseer_urls.patterns,
    *looks_urls.patterns,
    *time_urls.patterns,
    *manage_urls.patterns,
]
