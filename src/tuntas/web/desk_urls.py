"""Addresses of the desk pages."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
