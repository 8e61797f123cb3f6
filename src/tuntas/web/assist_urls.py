"""Address of assisted filing."""

from django.urls import URLPattern, path

from .desk_assist import assist

patterns: list[URLPattern] = [path("meja/dampingi/", assist, name="assist")]
