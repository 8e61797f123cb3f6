from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "tuntas.intake"
    label = "intake"
