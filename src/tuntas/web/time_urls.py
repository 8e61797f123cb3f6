"""Addresses of the pages about people's time: notices and how they come."""

from django.urls import URLPattern, path

from . import field, notice_list, wishes_page

patterns: list[URLPattern] = [
    path("meja/pemberitahuan/", notice_list.notices, name="notices"),
    path("meja/pemberitahuan/dibaca/", notice_list.notices_read, name="notices_read"),
    path("meja/pemberitahuan/<uuid:notice>/", notice_list.notice_open, name="notice_open"),
    path("meja/pengaturan/", wishes_page.wishes, name="wishes"),
    path("meja/lapangan/", field.field, name="field"),
    path("meja/lapangan/kunci/", field.field_key, name="field_key"),
    path("meja/lapangan/foto/", field.field_photo, name="field_photo"),
    path("meja/lapangan/pekerja.js", field.field_worker, name="field_worker"),
]
