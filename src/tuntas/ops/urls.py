"""Addresses that tell how the installation fares."""

from django.urls import URLPattern, path

from . import health_page

urlpatterns: list[URLPattern] = [
    path("kelola/keadaan/", health_page.health_of_all, name="health"),
    path("healthz", health_page.alive, name="alive"),
    path("readyz", health_page.ready, name="ready"),
    path("sehat/", health_page.well, name="well"),
]
