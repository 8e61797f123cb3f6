from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "tuntas.statistics"
    label = "statistics"
