from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "tuntas.notifications"
    label = "notifications"
