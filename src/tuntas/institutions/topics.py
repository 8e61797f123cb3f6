"""The list of topics, changed by whoever keeps it for all: added, renamed, put out of use. Never deleted."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from tuntas.audit.log import Hand, changed
from tuntas.kernel.refusals import Invalid

from .models import Nature, Topic
from .shared import Keeper, day_of, shared_hand

LONGEST_NAME = 120


@dataclass(frozen=True)
class Names:
    """What a topic is called in both languages."""

    name: str
    name_en: str


def topics_in_use(at: datetime) -> models.QuerySet[Topic]:
    """The topics that may be chosen at this moment."""
    return Topic.objects.filter(Q(out_of_use_from__isnull=True) | Q(out_of_use_from__gt=day_of(at)), active=True)


def add_topic(names: Names, *, parent: Topic | None, nature: str, by: Keeper, at: datetime) -> Topic:
    """Add a topic, below a main topic or as one. Below one it takes over nature and defaults of that.

    Raises `NotAllowed`, `Invalid` with its field.
    """
    hand = shared_hand(by)
    checked = _checked(names)
    if parent is not None and (parent.parent_id is not None or not topics_in_use(at).filter(pk=parent.pk).exists()):
        raise Invalid(_("Topik ini tidak dapat menjadi topik utama. Pilih topik utama yang dipakai."), field="parent")
    if parent is None and nature not in Nature.values:
        raise Invalid(_("Pilih sifat topik: fisik atau administratif."), field="nature")
    with transaction.atomic():
        _refuse_twins(checked, parent, at)
        made = _made(checked, parent, nature, at)
        _record(hand, "add_topic", made, at, {}, {**_words(checked), "parent": parent.name if parent else ""})
    return made


def rename_topic(topic: Topic, names: Names, *, by: Keeper, at: datetime) -> Topic:
    """Call a topic otherwise in both languages; from then on the files it came from no longer decide."""
    hand = shared_hand(by)
    checked = _checked(names)
    with transaction.atomic():
        row = Topic.objects.select_for_update().get(pk=topic.pk)
        before = Names(row.name, row.name_en)
        if before != checked:
            _refuse_twins(checked, row.parent, at, but=row)
            row.name, row.name_en, row.changed_at = checked.name, checked.name_en, at
            row.save(update_fields=["name", "name_en", "changed_at"])
            _record(hand, "rename_topic", row, at, _words(before), _words(checked))
    return row


def retire_topic(topic: Topic, *, since: date, by: Keeper, at: datetime) -> list[Topic]:
    """Offer a topic and everything below it no longer from a day on, tomorrow at the earliest; returns them.

    Reports that have it keep it. Raises `Invalid` for a day already begun or a topic out of use before.
    """
    hand = shared_hand(by)
    if since <= day_of(at):
        raise Invalid(_("Topik paling cepat berhenti dipakai besok. Pilih hari yang akan datang."), field="since")
    with transaction.atomic():
        family = Topic.objects.select_for_update().filter(Q(pk=topic.pk) | Q(parent=topic), active=True)
        rows = [row for row in family if row.out_of_use_from is None or row.out_of_use_from > since]
        if topic.pk not in {row.pk for row in rows}:
            raise Invalid(_("Topik ini sudah berhenti dipakai."), field="since")
        for row in rows:
            before: dict[str, object] = {"out_of_use_from": row.out_of_use_from} if row.out_of_use_from else {}
            row.out_of_use_from = since
            row.save(update_fields=["out_of_use_from"])
            _record(hand, "retire_topic", row, at, before, {"out_of_use_from": since})
    return rows


def _checked(names: Names) -> Names:
    found = Names(" ".join(names.name.split()), " ".join(names.name_en.split()))
    for field, value in (("name", found.name), ("name_en", found.name_en)):
        if not value:
            raise Invalid(_("Tulis nama topik dalam kedua bahasa."), field=field)
        if len(value) > LONGEST_NAME:
            raise Invalid(_("Nama topik terlalu panjang. Singkatkan sampai 120 huruf."), field=field)
    return found


def _refuse_twins(names: Names, parent: Topic | None, at: datetime, but: Topic | None = None) -> None:
    rows = topics_in_use(at).filter(parent=parent, name__iexact=names.name)
    if rows.exclude(pk=but.pk if but else "").exists():
        raise Invalid(_("Topik bernama ini sudah ada di sana. Beri nama lain."), field="name")


def _made(names: Names, parent: Topic | None, nature: str, at: datetime) -> Topic:
    inherited = ("nature", "default_identity", "default_content", "classification_hint")
    values = {name: getattr(parent, name) for name in inherited} if parent else {"nature": nature}
    return Topic.objects.create(
        code=_code(names.name), name=names.name, name_en=names.name_en, parent=parent, changed_at=at, **values
    )


def _code(name: str) -> str:
    """A short name for addresses, free in the whole table."""
    stem = slugify(name)[:50] or "topik"
    taken = set(Topic.objects.filter(code__startswith=stem).values_list("code", flat=True))
    number = 1
    while (code := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return code


def _words(names: Names) -> dict[str, object]:
    return {"name": names.name, "name_en": names.name_en}


def _record(
    hand: Hand, verb: str, topic: Topic, at: datetime, before: dict[str, object], after: dict[str, object]
) -> None:
    changed(hand, verb, topic.pk, topic.name, at=at, before=before, after=after)
