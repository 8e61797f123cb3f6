"""Addresses of the looks: brand, theme, the living style page."""

from django.urls import URLPattern, path

from . import manage_brand, public_looks, style_page

patterns: list[URLPattern] = [
    path("merek.css", public_looks.brand_sheet, name="brand_sheet"),
    path("merek/logo/<str:name>", public_looks.brand_logo, name="brand_logo"),
    path("tema/", public_looks.theme, name="theme"),
    path("kelola/merek/", manage_brand.manage_brand, name="manage_brand"),
    path("gaya/", style_page.style, name="style"),
]
