"""Addresses of open data."""

from django.urls import URLPattern, path, re_path

from .open_data import figures_file, open_data, open_data_catalogue, open_data_columns, release_file, reports_file

patterns: list[URLPattern] = [
    path("data/", open_data, name="open_data"),
    path("data/kolom/", open_data_columns, name="data_columns"),
    path("data/katalog.jsonld", open_data_catalogue, name="data_catalogue"),
    re_path(
        r"^data/laporan/(?P<year>2\d{3})\.(?P<ending>csv|json|open311\.csv|parquet)$", reports_file, name="data_reports"
    ),
    re_path(r"^data/angka/(?P<year>2\d{3})\.(?P<ending>csv|json|parquet)$", figures_file, name="data_figures"),
    re_path(
        r"^data/rilis/(?P<year>2\d{3})-sampai-(?P<cutoff>\d{4}-\d{2}-\d{2})\.txt$", release_file, name="data_release"
    ),
]
