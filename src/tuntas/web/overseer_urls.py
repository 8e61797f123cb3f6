"""Addresses of the overseers' rooms."""

from django.urls import URLPattern, path

from . import overseer, overseer_signs

patterns: list[URLPattern] = [
    path("pengawas/", overseer.oversight, name="oversight"),
    path("pengawas/laporan/<str:reference>/", overseer.oversight_case, name="oversight_case"),
    path("pengawas/indikator/", overseer_signs.oversight_indicators, name="oversight_indicators"),
    path("pengawas/tanda/", overseer_signs.oversight_signals, name="oversight_signals"),
    path("pengawas/daftar/", overseer_signs.oversight_marked, name="oversight_marked"),
]
