from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    name = "tuntas.opendata"
    label = "opendata"
