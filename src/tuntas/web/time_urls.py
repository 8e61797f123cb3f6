"""Addresses of the pages about people's time: notices and how they come."""

from django.urls import URLPattern, path

from . import duty_page, field, handover_page, leave_page, load_page, notice_list, wishes_page

patterns: list[URLPattern] = [
    path("meja/pemberitahuan/", notice_list.notices, name="notices"),
    path("meja/pemberitahuan/dibaca/", notice_list.notices_read, name="notices_read"),
    path("meja/pemberitahuan/<uuid:notice>/", notice_list.notice_open, name="notice_open"),
    path("meja/pengaturan/", wishes_page.wishes, name="wishes"),
    path("meja/cuti/", leave_page.leave, name="leave"),
    path("meja/cuti/<uuid:delegation>/", leave_page.leave_end, name="leave_end"),
    path("meja/serah-terima/", handover_page.handover, name="handover"),
    path("meja/piket/", duty_page.duty, name="duty"),
    path("meja/beban/", load_page.load, name="load"),
    path("meja/beban/<str:person>/", load_page.load_of, name="load_of"),
    path("meja/lapangan/", field.field, name="field"),
    path("meja/lapangan/kunci/", field.field_key, name="field_key"),
    path("meja/lapangan/foto/", field.field_photo, name="field_photo"),
    path("meja/lapangan/pekerja.js", field.field_worker, name="field_worker"),
]
