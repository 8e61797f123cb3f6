"""Addresses of the figures pages."""

from django.urls import URLPattern, path, re_path

from .figures import desk_statistics
from .figures_board import desk_board
from .figures_evaluation import WRITERS, desk_evaluation, desk_evaluation_file, evaluation, evaluation_file
from .figures_lists import figure_reports
from .figures_measures import measures
from .figures_public import statistics
from .meeting_page import meeting
from .overseer_door import View
from .period_page import evidence_pack, period_report, period_report_file, period_reports
from .public_proofs import proof_day, proof_days


def _files(folder: str, view: View, name: str) -> list[URLPattern]:
    """One address for each way the evaluation table leaves the house."""
    return [path(f"{folder}evaluasi.{end}", view, {"ending": end}, name=f"{name}_{end}") for end in WRITERS]


patterns: list[URLPattern] = [
    path("statistik/", statistics, name="statistics"),
    path("statistik/ukuran/", measures, name="measures"),
    path("statistik/evaluasi/", evaluation, name="evaluation"),
    *_files("statistik/", evaluation_file, "evaluation"),
    path("meja/statistik/evaluasi/", desk_evaluation, name="desk_evaluation"),
    *_files("meja/statistik/", desk_evaluation_file, "desk_evaluation"),
    path("meja/statistik/rapat/", meeting, name="meeting"),
    path("meja/statistik/laporan/", period_reports, name="period_reports"),
    path("meja/statistik/laporan/<uuid:order>.zip", evidence_pack, name="evidence_pack"),
    path("meja/statistik/laporan/<uuid:order>/", period_report, name="period_report"),
    *(
        path(
            f"meja/statistik/laporan/<uuid:order>.{end}",
            period_report_file,
            {"ending": end},
            name=f"period_report_{end}",
        )
        for end in WRITERS
    ),
    path("meja/statistik/", desk_statistics, name="desk_statistics"),
    path("meja/statistik/papan/", desk_board, name="desk_board"),
    path("meja/statistik/daftar/", figure_reports, name="figure_reports"),
    path("data/bukti/", proof_days, name="proof_days"),
    re_path(r"^data/bukti/(?P<day>\d{4}-\d{2}-\d{2})\.json$", proof_day, name="proof_day"),
]
