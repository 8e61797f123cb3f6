"""The reply templates of an institution, and everybody's: written, changed, put out of use by administrators."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Officer
from tuntas.accounts.models import Role
from tuntas.audit.log import Hand, changed
from tuntas.institutions.models import Institution, Topic
from tuntas.institutions.offices import hand_of
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.kernel.texts import required

from ..models import TEMPLATE_VERBS, ReplyTemplate
from ..states import Verb
from ..templates import gaps

NAME_LIMIT, TEXT_LIMIT = 120, 4_000
IN_USE_AT_MOST = 200
"""Templates in use in one government: an answer is compared with all of them."""


@dataclass(frozen=True)
class Wording:
    """What a template says and where it is offered. Without `institution` it is everybody's, without `topic` it fits
    all topics."""

    name: str
    text: str
    verb: str = Verb.RESPOND.value
    institution: Institution | None = None
    topic: Topic | None = None


def write_template(wording: Wording, *, by: Officer, at: datetime) -> ReplyTemplate:
    """Add a template. Raises Invalid with its field, or NotAllowed."""
    hand, sound = _hand(wording.institution, by), _checked(wording)
    with transaction.atomic():
        _check_room(wording.institution)
        row = ReplyTemplate.objects.create(**_fields(sound), changed_by_id=by.user_id, changed_at=at)
        changed(hand, "write_template", row.pk, row.name, at=at, after=_told(sound))
    return row


def change_template(template: ReplyTemplate, wording: Wording, *, by: Officer, at: datetime) -> ReplyTemplate:
    """Say it otherwise. Raises Invalid with its field, or NotAllowed, also when it would come to another owner."""
    _hand(template.institution, by)
    hand, sound = _hand(wording.institution, by), _checked(wording)
    with transaction.atomic():
        row = ReplyTemplate.objects.select_for_update().get(pk=template.pk)
        before, after = _told(wording_of(row)), _told(sound)
        moved = [name for name in after if before[name] != after[name]]
        if moved:
            for name, value in _fields(sound).items():
                setattr(row, name, value)
            row.changed_by_id, row.changed_at = by.user_id, at
            row.save()
            was, now = ({name: words[name] for name in moved} for words in (before, after))
            changed(hand, "change_template", row.pk, row.name, at=at, before=was, after=now)
    return row


def use_template(template: ReplyTemplate, *, active: bool, by: Officer, at: datetime) -> ReplyTemplate:
    """Put a template out of use, or into use again; it stays for the history. Raises Invalid or NotAllowed."""
    hand = _hand(template.institution, by)
    with transaction.atomic():
        row = ReplyTemplate.objects.select_for_update().get(pk=template.pk)
        if row.active != active:
            if active:
                _check_room(row.institution)
            row.active, row.changed_by_id, row.changed_at = active, by.user_id, at
            row.save(update_fields=["active", "changed_by", "changed_at"])
            before, after = {"active": not active}, {"active": active}
            changed(hand, "use_template", row.pk, row.name, at=at, before=before, after=after)
    return row


def templates_for(by: Officer) -> QuerySet[ReplyTemplate]:
    """What an administrator looks after or may at least read: the own governments', and everybody's."""
    own = {seat.government_id for seat in by.seats_as(Role.AGENCY_ADMIN)}
    mine = Q(institution__isnull=True) | Q(institution__in=own) | Q(institution__government__in=own)
    return ReplyTemplate.objects.filter(mine).select_related("institution", "topic", "changed_by")


def may_change(template: ReplyTemplate, by: Officer) -> bool:
    """Whether this officer looks after the template."""
    try:
        _hand(template.institution, by)
    except NotAllowed:
        return False
    return True


def wording_of(template: ReplyTemplate) -> Wording:
    """What holds now."""
    return Wording(template.name, template.text, template.verb, template.institution, template.topic)


def _hand(institution: Institution | None, by: Officer) -> Hand:
    """An institution's own are its government's administrator's; everybody's are the national administrator's."""
    if institution is not None:
        return hand_of(institution, by)
    seats = by.seats_as(Role.NATIONAL_ADMIN)
    if not seats:
        raise NotAllowed()
    return Hand(seats[0].government_id, by.user_id, by.name)


def _checked(wording: Wording) -> Wording:
    name = required(wording.name, field="name", limit=NAME_LIMIT, what=_("Beri templat ini nama yang mudah dicari."))
    text = required(wording.text, field="text", limit=TEXT_LIMIT)
    if wording.verb not in TEMPLATE_VERBS:
        raise Invalid(_("Pilih langkah yang memakai templat ini."), field="verb")
    if "…" in gaps(text):
        raise Invalid(
            _("Ada bagian kosong tanpa nama. Tulis di dalamnya apa yang harus diisi, misalnya [[tanggal perbaikan]]."),
            field="text",
        )
    return Wording(name, text, wording.verb, wording.institution, wording.topic)


def _check_room(institution: Institution | None) -> None:
    government = institution.government_id_or_self if institution else None
    where = Q(institution=government) | Q(institution__government=government) if government else Q(institution=None)
    if ReplyTemplate.objects.filter(where, active=True).count() >= IN_USE_AT_MOST:
        raise Invalid(
            _("Paling banyak {most} templat yang dipakai. Hentikan dulu yang tidak perlu."), most=IN_USE_AT_MOST
        )


def _fields(wording: Wording) -> dict[str, object]:
    """Its fields by name, institution and topic as they are."""
    return {name: getattr(wording, name) for name in Wording.__dataclass_fields__}


def _told(wording: Wording) -> dict[str, object]:
    """The fields as the history keeps them."""
    office, topic = wording.institution, wording.topic
    return {
        **{name: getattr(wording, name) for name in ("name", "text", "verb")},
        "office": office.name if office else "",
        "topic": topic.pk if topic else "",
    }
