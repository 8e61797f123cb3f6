"""The words of a case at the Ombudsman."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Product(TextChoices):
    """What an examination ends in (UU 37/2008; PO 58/2023)."""

    LAHP = "LAHP", _("Laporan Akhir Hasil Pemeriksaan (LAHP)")
    CORRECTIVE = "CORRECTIVE", _("Tindakan Korektif")
    RECOMMENDATION = "RECOMMENDATION", _("Rekomendasi")
    NOT_FOUND = "NOT_FOUND", _("Tidak ditemukan maladministrasi")


class StepKind(TextChoices):
    """What happened."""

    CONSENT = "CONSENT", _("Pelapor membawa laporan ini ke Ombudsman")
    EXAMINED = "EXAMINED", _("Pemeriksaan dimulai")
    ISSUED = "ISSUED", _("Hasil pemeriksaan diterbitkan")
    ANSWERED = "ANSWERED", _("Instansi menjawab Ombudsman")
    CARRIED_OUT = "CARRIED_OUT", _("Dinyatakan sudah dilaksanakan")
    NOT_CARRIED_OUT = "NOT_CARRIED_OUT", _("Dinyatakan belum dilaksanakan")
