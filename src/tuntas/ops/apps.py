"""Django's name for this package, and the one place where a broker is plugged in."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class OpsConfig(AppConfig):
    name = "tuntas.ops"

    def ready(self) -> None:
        # Celery's current app decides where a task goes; it must be ours before the first task is defined.
        if settings.TUNTAS_BROKER_URL:
            import_module("django_tasks_fennel.app").app.set_default()
