"""Addresses of help, rights and promises."""

from django.urls import URLPattern, path

from . import public_help

patterns: list[URLPattern] = [
    path("bantuan/", public_help.help_page, name="help"),
    path("bantuan/hak/", public_help.rights, name="rights"),
    path("janji/", public_help.promises, name="promises"),
]
