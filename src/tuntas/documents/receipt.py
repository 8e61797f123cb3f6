"""The receipt (tanda terima, UU 25/2009 art. 43-44): what the reporter takes home."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

import segno
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuntas.documents.typesetting import pdf, shown
from tuntas.kernel.references import grouped


@dataclass(frozen=True)
class Deadline:
    """One promise with a date: who owes what, until which instant, under which rule."""

    step: str
    due: datetime
    legal_basis: str


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What a receipt says. Texts are in the reader's language; instants are aware and shown in `zone`.

    `tracking_url` is the page where one types number and code, and must not contain the code: addresses end
    up in histories and logs. `access_code` is empty on a reprint, since only its hash is kept. `promise` is
    the text of the chosen identity and content mode. `fingerprint` is the hash of the report's first event, with which
    anybody can find it in the published days. `overseer_after`: when the Ombudsman may be asked.
    """

    service: str
    reference: str
    tracking_url: str
    received_at: datetime
    zone: tzinfo
    classification: str
    institution: str
    deadlines: Sequence[Deadline]
    access_code: str = field(default="", repr=False)
    subject: str = ""
    promise: str = ""
    fingerprint: str = ""
    overseer_after: datetime | None = None


def receipt_pdf(receipt: Receipt) -> bytes:
    """The receipt as PDF/UA in the active language. Raises ValueError when the address holds the access code."""
    if receipt.access_code and _bare(receipt.access_code) in _bare(receipt.tracking_url):
        raise ValueError("the tracking address holds the access code")
    return pdf("receipt.typ", _data(receipt), at=receipt.received_at)


def _data(receipt: Receipt) -> dict[str, object]:
    return {
        "language": (get_language() or "id").split("-")[0],
        "title": _("Tanda terima laporan"),
        "service": shown(receipt.service),
        "footer": _("Nomor laporan %(reference)s") % {"reference": grouped(_bare(receipt.reference))},
        "reference": _reference(receipt),
        "code": _code(receipt) if receipt.access_code else None,
        "tracking": _tracking(receipt.tracking_url),
        "facts": _facts(receipt),
        "deadlines": _deadlines(receipt),
        "parts": [_next(), _rights(receipt)],
    }


def _reference(receipt: Receipt) -> dict[str, str]:
    return {
        "label": _("Nomor laporan"),
        "value": grouped(_bare(receipt.reference)),
        "note": _("Sebutkan nomor ini bila Anda bertanya kepada petugas."),
    }


def _code(receipt: Receipt) -> dict[str, str]:
    return {
        "label": _("Kode akses (rahasia)"),
        "value": grouped(_bare(receipt.access_code)),
        "note": _(
            "Simpan kode ini. Siapa pun yang memegangnya dapat membaca dan membalas laporan Anda. "
            "Petugas tidak pernah memintanya, dan kode yang hilang tidak dapat kami tampilkan lagi."
        ),
    }


def _tracking(url: str) -> dict[str, str]:
    """The QR code holds the address only: whoever photographs the sheet from afar learns nothing by it."""
    return {
        "qr": segno.make(url, error="m", micro=False).svg_inline(border=2),
        "alt": _("Kode QR menuju halaman lacak laporan: %(url)s") % {"url": shown(url)},
        "note": _("Pindai untuk melacak laporan, atau buka:"),
        "url": url,
        "shown": shown(url),
    }


def _facts(receipt: Receipt) -> list[dict[str, str]]:
    facts = {
        _("Diterima"): _moment(receipt.received_at, receipt.zone),
        _("Jenis laporan"): receipt.classification,
        _("Instansi"): receipt.institution,
        _("Judul"): receipt.subject,
        _("Kerahasiaan"): receipt.promise,
        _("Sidik untuk bukti publik"): " ".join(re.findall(".{1,8}", receipt.fingerprint)),
    }
    return [{"label": label, "value": shown(value)} for label, value in facts.items() if value]


def _deadlines(receipt: Receipt) -> dict[str, object]:
    return {
        "title": _("Batas waktu untuk kami"),
        "header": [_("Langkah"), _("Paling lambat"), _("Dasar hukum")],
        "rows": [
            [shown(deadline.step), _moment(deadline.due, receipt.zone), shown(deadline.legal_basis)]
            for deadline in receipt.deadlines
        ],
    }


def _next() -> dict[str, object]:
    steps = [
        _("Petugas memeriksa laporan Anda dan meneruskannya kepada instansi yang berwenang."),
        _("Instansi menindaklanjuti dan menunjukkan buktinya kepada Anda."),
        _("Anda menyatakan apakah masalahnya selesai. Jika belum, Anda dapat menolak penutupan laporan."),
    ]
    return {"title": _("Langkah berikutnya"), "numbered": True, "texts": steps}


def _rights(receipt: Receipt) -> dict[str, object]:
    texts = [
        _(
            "Anda tidak dapat dituntut secara pidana maupun perdata atas laporan yang Anda sampaikan "
            "dengan iktikad baik (UU 31/2014 pasal 10)."
        ),
        _("Melapor tidak dipungut biaya."),
        _overseer(receipt),
    ]
    return {"title": _("Hak Anda"), "numbered": False, "texts": texts}


def _overseer(receipt: Receipt) -> str:
    basis = _("Batasnya dua tahun sejak peristiwa (UU 37/2008 pasal 24).")
    if receipt.overseer_after is None:
        late = _("Jika batas waktu terlewati, Anda dapat melapor kepada Ombudsman Republik Indonesia.")
        return f"{late} {basis}"
    after = _("Jika laporan belum selesai setelah %(moment)s, Anda dapat melapor kepada Ombudsman Republik Indonesia.")
    return f"{after % {'moment': _moment(receipt.overseer_after, receipt.zone)}} {basis}"


def _moment(instant: datetime, zone: tzinfo) -> str:
    """`3 Maret 2026, 09.15 WITA`: a time without its zone would be a different day elsewhere in the country."""
    local = instant.astimezone(zone)
    return f"{date_format(local, 'j F Y')}, {time_format(local)} {local.tzname()}"


def _bare(word: str) -> str:
    return word.replace("-", "").replace(" ", "").upper()
