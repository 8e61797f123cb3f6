"""Addresses of the public pages."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
