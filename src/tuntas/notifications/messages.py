"""The words of a notice: fixed and neutral.

A mailbox is read by others, on phones, in offices. So a message says only that there is news, the report's
number and where to read it: no category, no institution, no content, no access code.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tuntas.reports.models import Report

REPORTER_SUBJECT = gettext_noop("Kabar laporan Anda di Tuntas")
OFFICER_SUBJECT = gettext_noop("Tuntas: ada yang perlu Anda kerjakan")


@dataclass(frozen=True)
class Words:
    """Subject and body of a message."""

    subject: str
    body: str


def for_reporter(report: Report) -> Words:
    """In the language of the report."""
    with translation.override(report.language):
        body = _(
            "Ada kabar baru tentang laporan {number}.\n\n"
            "Buka halaman berikut dan masukkan kode akses dari tanda terima Anda:\n{link}\n\n"
            "Demi kerahasiaan Anda, surel ini tidak memuat isi laporan. Surel ini dikirim otomatis; jangan dibalas.\n"
        )
        return _words(_(REPORTER_SUBJECT), body, report, f"/lacak/{report.reference}/")


def for_officer(report: Report, language: str) -> Words:
    """In the language of the officer."""
    with translation.override(language):
        body = _(
            "Ada kabar baru tentang laporan {number}.\n\n"
            "Buka di meja kerja Anda:\n{link}\n\n"
            "Surel ini tidak memuat isi laporan. Surel ini dikirim otomatis; jangan dibalas.\n"
        )
        return _words(_(OFFICER_SUBJECT), body, report, f"/meja/laporan/{report.reference}/")


def _words(subject: str, body: str, report: Report, path: str) -> Words:
    return Words(subject, body.format(number=report.number, link=settings.TUNTAS_PUBLIC_URL + path))
