"""Addresses of the figures pages."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
