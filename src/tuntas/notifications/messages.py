"""The words of a notice: fixed and neutral.

A mailbox is read by others, on phones, in offices. So a message says only that there is news, the report's
number and where to read it: no category, no institution, no content, no access code.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tuntas.reports.models import Report
from tuntas.reports.queries import COUNTED_AT_MOST

if TYPE_CHECKING:
    from .digests import Contents, Part

REPORTER_SUBJECT = gettext_noop("Kabar laporan Anda di Tuntas")
CONFIRM_SUBJECT = gettext_noop("Kode untuk menerima kabar dari Tuntas")
OFFICER_SUBJECT = gettext_noop("Tuntas: ada yang perlu Anda kerjakan")
DIGEST_SUBJECT = gettext_noop("Tuntas: ringkasan pagi Anda")


@dataclass(frozen=True)
class Words:
    """Subject and body of a message."""

    subject: str
    body: str
    stop: str = ""
    """Where mail to this address is stopped with one press (RFC 8058), or nothing."""


def for_reporter(report: Report, stop: str) -> Words:
    """In the language of the report. `stop`: the link that stops these mails."""
    with translation.override(report.language):
        body = _(
            "Ada kabar baru tentang laporan {number}.\n\n"
            "Buka halaman berikut dan masukkan kode akses dari tanda terima Anda:\n{link}\n\n"
            "Demi kerahasiaan Anda, surel ini tidak memuat isi laporan. Surel ini dikirim otomatis; jangan dibalas.\n\n"
            "Berhenti menerima surel ini:\n{stop}\n"
        )
        words = _words(_(REPORTER_SUBJECT), body.replace("{stop}", stop), report, f"/lacak/{report.reference}/")
        return replace(words, stop=stop)


def to_confirm(code: str, language: str) -> Words:
    """The one message to an address that was not confirmed. It may be a stranger's: so not even a number."""
    with translation.override(language):
        body = _(
            "Seseorang meminta agar kabar dari Tuntas dikirim ke alamat ini.\n\n"
            "Kalau itu Anda, ketik kode ini di halaman Kabar untuk Anda:\n{code}\n\n"
            "Kode berlaku dua hari. Kalau bukan Anda, abaikan surel ini: tanpa kode itu tidak ada surel lagi.\n"
        )
        return Words(_(CONFIRM_SUBJECT), body.format(code=f"{code[:4]} {code[4:]}"))


def for_officer(report: Report, language: str) -> Words:
    """In the language of the officer."""
    with translation.override(language):
        body = _(
            "Ada kabar baru tentang laporan {number}.\n\n"
            "Buka di meja kerja Anda:\n{link}\n\n"
            "Surel ini tidak memuat isi laporan. Surel ini dikirim otomatis; jangan dibalas.\n"
        )
        return _words(_(OFFICER_SUBJECT), body, report, f"/meja/laporan/{report.reference}/")


def digest(said: "Contents", language: str) -> Words:
    """The morning digest in the language of the officer: numbers only, like every mail."""
    with translation.override(language):
        lines = [
            *_part(_("Jatuh tempo hari ini"), said.due),
            *_part(_("Lewat tenggat"), said.overdue),
            *_part(_("Kabar baru"), said.new),
            *([_("Menunggu Anda:")] if said.waiting else []),
            *(f"- {label}: {_counted(count)}" for label, count in said.waiting),
        ]
        body = _(
            "Selamat pagi.\n\n{lines}\n\nBuka meja kerja Anda:\n{link}\n\n"
            "Surel ini tidak memuat isi laporan. Atur kapan Anda menerima surel:\n{settings}\n"
        )
        site = settings.TUNTAS_PUBLIC_URL
        facts = {"lines": "\n".join(lines), "link": f"{site}/meja/", "settings": f"{site}/meja/pengaturan/"}
        return Words(_(DIGEST_SUBJECT), body.format(**facts))


def _counted(number: int) -> str:
    """As the desk shows it: counting stops there too."""
    return str(number) if number <= COUNTED_AT_MOST else f"{COUNTED_AT_MOST}+"


def _part(title: str, part: "Part") -> list[str]:
    if not part.count:
        return []
    more = part.count - len(part.numbers)
    rest = [_("dan %(more)d lagi") % {"more": more}] if more else []
    return [f"{title}: {part.count}", f"- {', '.join([*part.numbers, *rest])}"]


def _words(subject: str, body: str, report: Report, path: str) -> Words:
    return Words(subject, body.format(number=report.number, link=settings.TUNTAS_PUBLIC_URL + path))
