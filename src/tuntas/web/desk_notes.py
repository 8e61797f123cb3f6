"""Forms among colleagues: the internal note that names people, and the head's signature under a draft."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.models import Role, User
from tuntas.reports.actions.work import last_draft
from tuntas.reports.models import Report

from .desk_forms import ActForm, Files, text_field
from .overseer_door import Watch

COLLEAGUES_AT_MOST = 40


class PeopleField(forms.MultipleChoiceField):
    """Colleagues by id. Whoever is not offered is left to the action, which says why in one sentence."""

    def validate(self, value: Any) -> None:
        """Any number of them, none included."""

    def clean(self, value: Any) -> list[User]:
        """The accounts that exist and are in use."""
        known = [one for one in super().clean(value) if _is_id(one)]
        return list(User.objects.filter(pk__in=known, is_active=True).order_by("name"))


def _is_id(text: str) -> bool:
    try:
        User._meta.pk.to_python(text)
    except forms.ValidationError:
        return False
    return True


class InternalNote(ActForm):
    body = text_field(_("Catatan internal"), _("Hanya petugas yang melihat ini."))
    mentions = PeopleField(
        label=_("Sebut rekan (@)"),
        help_text=_("Rekan yang dicentang mendapat pemberitahuan."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    uploads = Files(label=_("Lampiran"))

    def prepare(self) -> None:
        """The people of the offices that work on this report; nobody there, no such question."""
        people = colleagues(self.report, self.watch)
        self.fields["mentions"].choices = [(str(one.pk), f"@{one.name}") for one in people]  # type: ignore[attr-defined]


def colleagues(report: Report, watch: Watch) -> list[User]:
    """Who works on this report besides the officer, by name: one query. A closed case: the Inspektorat alone."""
    seats = Q(memberships__active_from__lte=watch.at) & (
        Q(memberships__active_until__isnull=True) | Q(memberships__active_until__gt=watch.at)
    )
    if report.is_supervision:
        government = report.agency.government_id_or_self
        offices = Q(memberships__institution=government) | Q(memberships__institution__government=government)
        where = seats & Q(memberships__role=Role.INSPECTOR) & offices
    else:
        own = {report.agency_id, report.tenant_id, report.unit_id} - {None}
        where = seats & ~Q(memberships__role=Role.INSPECTOR)
        where &= Q(memberships__institution__in=own) | Q(
            memberships__institution__in=report.subtasks.values("unit"), memberships__role=Role.LIAISON
        )
    people = User.objects.filter(where, is_active=True).exclude(pk=watch.officer.user_id)
    return list(people.distinct().order_by("name")[:COLLEAGUES_AT_MOST])


class Approval(ActForm):
    """The draft in a field of its own: the head may change the words before signing them."""

    text = text_field(
        _("Teks yang akan dikirim"),
        _("Anda boleh mengubahnya. Draf semula tetap tersimpan, dan perubahan Anda terlihat oleh petugas."),
        rows=6,
    )

    def prepare(self) -> None:
        """The draft as it waits. Sent without the field, it is signed as it is."""
        draft = last_draft(self.report)
        self.fields["text"].required = False
        self.initial.setdefault("text", draft.body if draft else "")
