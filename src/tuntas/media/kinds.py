"""What may be attached, and how much of it: one place for forms, checks and the text shown before upload."""

from __future__ import annotations

import re
from enum import Enum
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuntas.kernel.refusals import Invalid

MAX_MEGABYTES = 10
MAX_BYTES = MAX_MEGABYTES * 1024 * 1024
MAX_FILES = 5
"""Attachments per message."""

MAX_PAGES = 50
"""Pages of a PDF."""

HEAD_BYTES = 64
"""How much of a file `kind_of` needs to see."""


class Kind(Enum):
    """An accepted kind of file: its content type and the extension its copies get."""

    JPEG = ("image/jpeg", "jpg")
    PNG = ("image/png", "png")
    WEBP = ("image/webp", "webp")
    HEIC = ("image/heic", "heic")
    PDF = ("application/pdf", "pdf")

    def __init__(self, content_type: str, extension: str) -> None:
        self.content_type = content_type
        self.extension = extension

    @property
    def is_picture(self) -> bool:
        """Whether the display copy is a picture, which may be shown inside a page."""
        return self is not Kind.PDF


ACCEPT = ",".join([*(kind.content_type for kind in Kind), ".heic"])
"""Value of the `accept` attribute of a file field: a hint for the file chooser, not a check."""

MAX_PIXELS = {Kind.JPEG: 50_000_000, Kind.HEIC: 28_000_000, Kind.PNG: 20_000_000, Kind.WEBP: 12_500_000}
"""Pixels that are decoded at most, so that no picture costs more than 200 MB of memory (measured: JPEG 4 bytes a
pixel at most, since it is decoded at reduced scale; HEIC 7, PNG 9, WebP 15)."""


class UploadRefused(Invalid):
    """A file that cannot be attached; the sentence says what the sender can do about it."""

    code = "upload_refused"
    limits: ClassVar[dict[str, object]] = {}

    def __init__(self, *, field: str = "files") -> None:
        super().__init__(self.sentence, field=field, **self.limits)


class TooBig(UploadRefused):
    code = "upload_too_big"
    sentence = gettext_lazy("Berkas ini lebih besar dari {megabytes} MB. Kirim berkas yang lebih kecil.")
    limits: ClassVar[dict[str, object]] = {"megabytes": MAX_MEGABYTES}


class TooManyFiles(UploadRefused):
    code = "upload_too_many"
    sentence = gettext_lazy("Paling banyak {files} berkas dalam satu kiriman. Kurangi berkasnya.")
    limits: ClassVar[dict[str, object]] = {"files": MAX_FILES}


class Empty(UploadRefused):
    code = "upload_empty"
    sentence = gettext_lazy("Berkas ini kosong. Pilih berkas lain.")


class UnknownKind(UploadRefused):
    code = "upload_unknown_kind"
    sentence = gettext_lazy("Berkas ini bukan foto (JPEG, PNG, WebP, HEIC) atau PDF. Pilih berkas lain.")


class BrokenPicture(UploadRefused):
    code = "upload_broken_picture"
    sentence = gettext_lazy("Foto ini rusak dan tidak dapat dibuka. Ambil ulang atau pilih foto lain.")


class TooManyPixels(UploadRefused):
    code = "upload_too_many_pixels"
    sentence = gettext_lazy("Ukuran foto ini terlalu besar untuk dibuka. Kirim foto dengan resolusi lebih rendah.")


class BrokenDocument(UploadRefused):
    code = "upload_broken_document"
    sentence = gettext_lazy("PDF ini rusak atau tidak lengkap. Simpan ulang lalu kirim kembali.")


class LockedDocument(UploadRefused):
    code = "upload_locked_document"
    sentence = gettext_lazy("PDF ini terkunci kata sandi. Kirim PDF tanpa kata sandi.")


class TooManyPages(UploadRefused):
    code = "upload_too_many_pages"
    sentence = gettext_lazy("PDF ini lebih dari {pages} halaman. Bagi menjadi beberapa berkas, lalu kirim kembali.")
    limits: ClassVar[dict[str, object]] = {"pages": MAX_PAGES}


class TooHeavy(UploadRefused):
    code = "upload_too_heavy"
    sentence = gettext_lazy(
        "Berkas ini terlalu rumit untuk dibuka dengan aman. Kirim foto layar atau fotonya, atau pilih berkas lain."
    )


_SIGNATURES = {Kind.JPEG: b"\xff\xd8\xff", Kind.PNG: b"\x89PNG\r\n\x1a\n", Kind.PDF: b"%PDF-"}
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx")
_GENERIC_BRANDS = (b"mif1", b"msf1")


def kind_of(head: bytes) -> Kind:
    """The kind told by the first `HEAD_BYTES` bytes alone; the name and the declared type are never asked.

    Raises `Empty` or `UnknownKind`.
    """
    if not head:
        raise Empty()
    for kind, signature in _SIGNATURES.items():
        if head.startswith(signature):
            return kind
    if re.match(rb"RIFF....WEBPVP8[ LX]", head, re.DOTALL):
        return Kind.WEBP
    if _is_heic(head):
        return Kind.HEIC
    raise UnknownKind()


def _is_heic(head: bytes) -> bool:
    """ISO/IEC 23008-12: a `ftyp` box; a generic brand counts only when HEVC is among the compatible ones (not AVIF)."""
    if head[4:8] != b"ftyp":
        return False
    compatible = [head[place : place + 4] for place in range(16, len(head), 4)]
    return head[8:12] in _HEIC_BRANDS or (
        head[8:12] in _GENERIC_BRANDS and any(brand in _HEIC_BRANDS for brand in compatible)
    )


def check_count(count: int) -> None:
    """Refuse more files than one message may carry. Raises `TooManyFiles`."""
    if count > MAX_FILES:
        raise TooManyFiles()


def limits_text() -> str:
    """The limits, said before anybody chooses a file."""
    return _("Foto (JPEG, PNG, WebP, HEIC) atau PDF. Paling banyak %(files)d berkas, masing-masing %(size)d MB.") % {
        "files": MAX_FILES,
        "size": MAX_MEGABYTES,
    }


def privacy_text() -> str:
    """What is removed from a file and what is not (the vantage point can name the sender), said before upload."""
    return _(
        "Lokasi dan nama pemilik yang tersimpan di dalam foto kami hapus dari salinan yang dilihat orang lain. "
        "Tempat Anda memotret tetap dapat dikenali dari gambarnya. Dari PDF orang lain hanya melihat gambar "
        "halamannya; nama yang tertulis di halaman itu tetap terbaca."
    )
