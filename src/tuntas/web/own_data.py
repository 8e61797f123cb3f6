"""All that is held about one reporter: as sections of a page, and as plain values for a file."""

import io
import json
import zipfile
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tuntas.accounts.actors import Reporter
from tuntas.accounts.models import User
from tuntas.audit.models import Access
from tuntas.media import store
from tuntas.media.kinds import Kind as FileKind
from tuntas.media.store import NoSuchFile
from tuntas.reports import identity
from tuntas.reports.models import Report
from tuntas.reports.news import own_news
from tuntas.reports.states import Channel, DataKind, IdentityMode

from .presenters import moment, timeline

LOOKS = ("identity", "contact found")
"""What the audit log calls a look at the contact of this report."""


def held_about(report: Report, *, at: datetime) -> dict[str, Any]:
    """Everything, by heading, as plain values. For the reporter alone."""
    by = Reporter(report.pk)
    contact, news = identity.own(report, by=by), own_news(report, by=by, at=at)
    entries = timeline(report, internal=False)
    return {
        "kontak": {"nama": contact.name, "surel": contact.email, "telepon": contact.phone, "alamat": contact.address},
        "pilihan_identitas": str(IdentityMode(report.identity).label),
        "kabar": {"surel": news.address, "pilihan": str(news.wish.label)},
        "laporan": _told(report),
        "berkas": [{"jenis": row.kind, "ukuran": row.size, "sha256": row.sha256} for row in _files(report)],
        "riwayat": [{"kapan": e.moment, "siapa": e.who, "langkah": e.label, "tulisan": e.text} for e in entries],
        "siapa_melihat_kontak": looks(report),
        "dihapus": [str(DataKind(row.kind).label) for row in report.erasures.order_by("kind")],
    }


def _told(report: Report) -> dict[str, str]:
    point = "" if report.latitude is None else f"{report.latitude}, {report.longitude}"
    return {
        "nomor": report.number,
        "judul": report.title,
        "isi": report.body,
        "tempat": report.place_text,
        "titik": point,
        "tanggal_kejadian": report.incident_on.isoformat() if report.incident_on else "",
        "diterima": report.received_at.isoformat(),
        "kanal": str(Channel(report.channel).label),
        "teks_terbit": report.public_body if report.published_at else "",
    }


def looks(report: Report) -> list[dict[str, str]]:
    """Who saw the contact of this report, when and why. Two queries."""
    rows = list(Access.objects.filter(thing=str(report.pk), what__in=LOOKS).order_by("at"))
    names = {str(user.pk): user.name for user in User.objects.filter(pk__in={row.actor for row in rows})}
    return [
        {"kapan": moment(row.at, report.agency), "siapa": names.get(row.actor, _("petugas")), "alasan": row.reason}
        for row in rows
    ]


def packed(report: Report, *, at: datetime) -> bytes:
    """The same as a ZIP: one JSON file, and copies of the files, which hold no data of the camera."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(held_about(report, at=at), ensure_ascii=False, indent=1))
        for place, row in enumerate(_files(report), start=1):
            name = store.neutral_name(report.number, place, FileKind[row.kind])
            archive.writestr(name, _copy(f"{row.name}.{store.display_extension(FileKind[row.kind])}"))
    return out.getvalue()


def _copy(name: str) -> bytes:
    try:
        with store.open_display(name) as file:
            return file.read()
    except NoSuchFile:
        return b""


def _files(report: Report) -> list[Any]:
    return list(report.attachments.filter(internal=False).order_by("seq", "pk"))
