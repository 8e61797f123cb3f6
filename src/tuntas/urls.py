"""The URL map, and nothing else."""

from django.urls import include, path

urlpatterns = [
    path("akun/", include("tuntas.web.account_urls")),
    path("bahasa/", include("django.conf.urls.i18n")),
    path("", include("tuntas.ops.urls")),
    path("", include("tuntas.web.urls")),
]
