"""Addresses of the overseers' rooms."""

from django.urls import URLPattern, path

from . import (
    overseer,
    overseer_alerts,
    overseer_dossier,
    overseer_examination,
    overseer_issues,
    overseer_samples,
    overseer_signs,
)

patterns: list[URLPattern] = [
    path("pengawas/", overseer.oversight, name="oversight"),
    path("pengawas/laporan/<str:reference>/", overseer.oversight_case, name="oversight_case"),
    path("pengawas/laporan/<str:reference>/berkas.pdf", overseer_dossier.oversight_dossier, name="oversight_dossier"),
    path("pengawas/laporan/<str:reference>/paket.zip", overseer_dossier.oversight_package, name="oversight_package"),
    path(
        "pengawas/laporan/<str:reference>/pemeriksaan/",
        overseer_examination.oversight_examination,
        name="oversight_examination",
    ),
    path("pengawas/pemeriksaan/", overseer_examination.oversight_examinations, name="oversight_examinations"),
    path("pengawas/peringatan/", overseer_alerts.oversight_alerts, name="oversight_alerts"),
    path("pengawas/peringatan/<uuid:alert>/", overseer_alerts.oversight_alert, name="oversight_alert"),
    path("pengawas/masalah/", overseer_issues.oversight_issues, name="oversight_issues"),
    path("pengawas/masalah/<uuid:issue>/", overseer_issues.oversight_issue, name="oversight_issue"),
    path("pengawas/sampel/", overseer_samples.oversight_samples, name="oversight_samples"),
    path("pengawas/sampel/<uuid:sample>/", overseer_samples.oversight_sample, name="oversight_sample"),
    path("pengawas/sampel/nilai/<uuid:case>/", overseer_samples.oversight_score, name="oversight_score"),
    path("pengawas/indikator/", overseer_signs.oversight_indicators, name="oversight_indicators"),
    path("pengawas/tanda/", overseer_signs.oversight_signals, name="oversight_signals"),
    path("pengawas/daftar/", overseer_signs.oversight_marked, name="oversight_marked"),
]
