from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "tuntas.institutions"
    label = "institutions"
