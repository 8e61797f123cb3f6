"""The URL map, and nothing else."""

from django.http import Http404
from django.urls import include, path
from django.views.defaults import page_not_found

urlpatterns = [
    path("akun/email/", page_not_found, {"exception": Http404()}),  # the log-in name is the administrator's to change
    path("akun/", include("allauth.urls")),
    path("bahasa/", include("django.conf.urls.i18n")),
    path("", include("tuntas.web.urls")),
]
