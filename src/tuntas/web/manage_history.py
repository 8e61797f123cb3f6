"""The history of changes: who changed what of the set-up, when, and what was there before."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tuntas.accounts.models import Role
from tuntas.audit.models import Change
from tuntas.institutions.models import Institution
from tuntas.reports.models import TEMPLATE_VERBS
from tuntas.reports.states import Verb

from .manage_door import Managing, keeping, moment, page
from .turning import turning

PER_PAGE = 50
VERBS: dict[str, Promise] = {
    "add_government": _("Pemerintah ditambahkan"),
    "add_unit": _("Unit ditambahkan"),
    "change_office": _("Keterangan kantor diubah"),
    "move_unit": _("Unit dipindahkan"),
    "close_unit": _("Unit ditutup"),
    "invite": _("Orang diundang"),
    "accept": _("Undangan diterima"),
    "change_role": _("Jabatan diubah"),
    "end_role": _("Jabatan diakhiri"),
    "close_account": _("Akun ditutup"),
    "make_service": _("Akun layanan dibuat"),
    "revoke_service": _("Token dicabut"),
    "appoint_substitute": _("Pengganti ditunjuk"),
    "enter_decree": _("Kalender diubah"),
    "set_standard": _("Standar waktu diubah"),
    "add_competence": _("Kewenangan dicatat"),
    "replace_competence": _("Kewenangan dialihkan"),
    "end_competence": _("Kewenangan diakhiri"),
    "add_topic": _("Topik ditambahkan"),
    "rename_topic": _("Nama topik diubah"),
    "retire_topic": _("Topik berhenti dipakai"),
    "write_template": _("Templat ditulis"),
    "change_template": _("Templat diubah"),
    "use_template": _("Pemakaian templat diubah"),
    "enter_breach": _("Kegagalan pelindungan data dicatat"),
    "set_retention": _("Jadwal retensi diubah"),
    "erase_due": _("Data lewat masa simpan dihapus"),
}
NAMES: dict[str, Promise] = {
    "name": _("Nama"),
    "short_name": _("Nama pendek"),
    "email": _("Surel kantor"),
    "parent": _("Atasan"),
    "time_zone": _("Zona waktu"),
    "working_week": _("Hari kerja"),
    "opens": _("Jam buka"),
    "closes": _("Jam tutup"),
    "requires_approval": _("Perlu persetujuan"),
    "closed_on": _("Ditutup tanggal"),
    "role": _("Jabatan"),
    "scopes": _("Cakupan"),
    "office": _("Kantor"),
    "substitute": _("Pengganti"),
    "starts": _("Mulai tanggal"),
    "ends": _("Sampai tanggal"),
    "decree": _("Keputusan"),
    "days": _("Hari yang ditambahkan"),
    "revoked": _("Hari yang dicabut"),
    "year": _("Tahun yang kini lengkap"),
    "legal_basis": _("Dasar hukum"),
    "effective_from": _("Berlaku mulai"),
    "effective_until": _("Berlaku sampai"),
    "institution": _("Instansi atau unit"),
    "area": _("Wilayah"),
    "name_en": _("Nama dalam bahasa Inggris"),
    "out_of_use_from": _("Tidak dipakai sejak"),
    "text": _("Teks"),
    "verb": _("Langkah"),
    "topic": _("Topik"),
    "active": _("Dipakai"),
}


@require_safe
@keeping
def manage_history(request: HttpRequest, here: Managing) -> HttpResponse:
    """The newest first, fifty to a page."""
    rows = Change.objects.filter(government=here.government.pk).order_by("-at", "-pk")
    found = Paginator(rows, PER_PAGE).get_page(request.GET.get("hal"))
    return page(
        request, here, "history", rows=[told(row, here.government) for row in found], pager=turning(request, found)
    )


def told(row: Change, government: Institution) -> dict[str, object]:
    """One change as people of this government read it, in plain strings."""
    names = [*row.before, *(name for name in row.after if name not in row.before)]
    return {
        "when": moment(row.at, government),
        "who": row.actor,
        "what": str(VERBS.get(row.verb, row.verb)),
        "label": row.label,
        "values": [_value(name, row) for name in names],
    }


def _value(name: str, row: Change) -> dict[str, str]:
    before, after = (_word(values.get(name, "")) for values in (row.before, row.after))
    return {"name": str(NAMES.get(name, name)), "before": before, "after": after}


def _word(value: str) -> str:
    """A role or an act by its name, yes and no in words, everything else as it was kept."""
    if value in TEMPLATE_VERBS:
        return str(Verb(value).label)
    if value in Role.values:
        return str(Role(value).label)
    return str({"True": _("ya"), "False": _("tidak")}.get(value, value))
