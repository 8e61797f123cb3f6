"""Addresses of the officers' desk."""

from django.urls import URLPattern, path

from .desk import desk_act, desk_file, desk_report
from .desk_bulk import batch, bulk
from .desk_choices import arrange, forget, keep
from .desk_contact import by_contact
from .desk_intake import new_report
from .desk_queue import desk
from .desk_redact import desk_redact, desk_redact_picture
from .desk_requests import data_requests

patterns: list[URLPattern] = [
    path("meja/", desk, name="desk"),
    path("meja/atur/", arrange, name="desk_arrange"),
    path("meja/borongan/", bulk, name="desk_bulk"),
    path("meja/borongan/<uuid:key>/", batch, name="desk_batch"),
    path("meja/permintaan-data/", data_requests, name="data_requests"),
    path("meja/pelapor/", by_contact, name="desk_contact"),
    path("meja/tampilan/", keep, name="desk_keep"),
    path("meja/tampilan/<uuid:key>/hapus/", forget, name="desk_forget"),
    path("meja/laporan-baru/", new_report, name="desk_new"),
    path("meja/berkas/<str:name>/", desk_file, name="desk_file"),
    path("meja/laporan/<str:reference>/", desk_report, name="desk_report"),
    path("meja/laporan/<str:reference>/publikasi/", desk_redact, name="desk_redact"),
    path("meja/laporan/<str:reference>/publikasi/<str:name>/", desk_redact_picture, name="desk_redact_picture"),
    path("meja/laporan/<str:reference>/<slug:slug>/", desk_act, name="desk_act"),
]
