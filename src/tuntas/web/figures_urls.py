"""Addresses of the figures pages and of the overseers' pages."""

from django.urls import URLPattern, path

from .figures import desk_statistics, statistics
from .figures_lists import figure_reports
from .overseer import oversight, oversight_case

patterns: list[URLPattern] = [
    path("statistik/", statistics, name="statistics"),
    path("meja/statistik/", desk_statistics, name="desk_statistics"),
    path("meja/statistik/daftar/", figure_reports, name="figure_reports"),
    path("pengawas/", oversight, name="oversight"),
    path("pengawas/laporan/<str:reference>/", oversight_case, name="oversight_case"),
]
