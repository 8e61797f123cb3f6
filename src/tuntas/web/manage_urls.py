"""Addresses of the pages on which a government sets itself up."""

from django.urls import URLPattern, path

from . import (
    manage_breaches,
    manage_calendar,
    manage_governments,
    manage_history,
    manage_invitation,
    manage_people,
    manage_register,
    manage_retention,
    manage_standards,
    manage_start,
    manage_templates,
    manage_topics,
    manage_units,
)

patterns: list[URLPattern] = [
    path("kelola/", manage_start.manage, name="manage"),
    path("kelola/mulai/", manage_start.manage_first, name="manage_first"),
    path("kelola/pemerintah/", manage_governments.manage_governments, name="manage_governments"),
    path("kelola/unit/", manage_units.manage_units, name="manage_units"),
    path("kelola/unit/<uuid:unit>/", manage_units.manage_unit, name="manage_unit"),
    path("kelola/unit/<uuid:unit>/tutup/", manage_units.manage_unit_close, name="manage_unit_close"),
    path("kelola/orang/", manage_people.manage_people, name="manage_people"),
    path("kelola/orang/<uuid:seat>/", manage_people.manage_person, name="manage_person"),
    path("kelola/topik/", manage_topics.manage_topics, name="manage_topics"),
    path("kelola/topik/<slug:topic>/", manage_topics.manage_topic, name="manage_topic"),
    path("kelola/standar/", manage_standards.manage_standards, name="manage_standards"),
    path("kelola/kebocoran/", manage_breaches.manage_breaches, name="manage_breaches"),
    path("kelola/retensi/", manage_retention.manage_retention, name="manage_retention"),
    path("kelola/wewenang/", manage_register.manage_register, name="manage_register"),
    path("kelola/wewenang/celah/", manage_register.manage_gaps, name="manage_gaps"),
    path("kelola/wewenang/baru/", manage_register.manage_new_line, name="manage_new_line"),
    path("kelola/wewenang/<uuid:line>/", manage_register.manage_line, name="manage_line"),
    path("kelola/kalender/", manage_calendar.manage_calendar, name="manage_calendar"),
    path("kelola/templat/", manage_templates.manage_templates, name="manage_templates"),
    path("kelola/templat/baru/", manage_templates.manage_template_new, name="manage_template_new"),
    path("kelola/templat/<uuid:key>/", manage_templates.manage_template, name="manage_template"),
    path("kelola/templat/<uuid:key>/pemakaian/", manage_templates.manage_template_use, name="manage_template_use"),
    path("kelola/riwayat/", manage_history.manage_history, name="manage_history"),
    path("undangan/<str:token>/", manage_invitation.invitation, name="invitation"),
]
