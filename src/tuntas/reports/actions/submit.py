"""Filing a report: the one way in, for every channel."""

import hashlib
from datetime import datetime, timedelta
from itertools import count
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Actor
from tuntas.institutions.areas import inside_indonesia
from tuntas.institutions.models import Institution, Region, Topic
from tuntas.kernel import references
from tuntas.kernel.refusals import Conflict, Invalid, InvalidMany
from tuntas.kernel.sealing import seal_with, unseal_with
from tuntas.kernel.texts import TITLE_LIMIT, clean, excerpt, optional, required

from ..chain import digest, new_salt
from ..drafts import Draft, Receipt
from ..facts import Submitted
from ..identity import check as check_contact
from ..identity import keep
from ..models import Filing, Report
from ..moves import Move
from ..numbers import code_of, reference_of
from ..states import Classification, ContentMode, IdentityMode, State
from ..workflow import finish_first, first_move

OMBUDSMAN_YEARS = timedelta(days=2 * 365)
"""Older events are taken in, with the note that the Ombudsman may refuse them (UU 37/2008 art. 24)."""


def submit(draft: Draft, *, by: Actor, at: datetime) -> Receipt:
    """Take in a report; returns its receipt with the access code, known only now.

    The same key and body give the same receipt again; the same key with another body raises Conflict.
    Raises InvalidMany, naming each field. Everything is stored in one transaction, or nothing.
    """
    checked = check(draft, at=at)
    try:
        with transaction.atomic():
            return _repeated(draft) or _filed(draft, checked, by, at)
    except IntegrityError:
        # A double click: the other request committed between our look and our insert.
        receipt = _repeated(draft)
        if receipt is None:
            raise
        return receipt


def check(draft: Draft, *, at: datetime) -> Report:
    """An unsaved report made of the draft. Raises InvalidMany with every field that is not acceptable."""
    report, faults = Report(received_at=draft.received_at or at, last_at=at), []
    for part in _PARTS:
        try:
            part(report, draft, at)
        except Invalid as fault:
            faults.append(fault)
    if faults:
        raise InvalidMany(faults)
    return report


def check_words(draft: Draft, *, at: datetime) -> None:
    """What can be said of a draft without the registers, while the database is away. Raises InvalidMany."""
    report, faults = Report(received_at=draft.received_at or at, last_at=at), []
    for part in _WORDS:
        try:
            part(report, draft, at)
        except Invalid as fault:
            faults.append(fault)
    if faults:
        raise InvalidMany(faults)


def _body(report: Report, draft: Draft, at: datetime) -> None:
    report.body = required(draft.body, field="body", what=_("Ceritakan apa yang terjadi dengan kata-kata Anda."))
    report.excerpt = excerpt(report.body)
    report.language, report.publish_wish = draft.language, draft.publish_wish


def _title(report: Report, draft: Draft, at: datetime) -> None:
    report.title = optional(draft.title, field="title", limit=TITLE_LIMIT) or excerpt(report.body, 80)


def _receipt(report: Report, draft: Draft, at: datetime) -> None:
    if draft.received_at is not None and draft.received_at > at:
        raise Invalid(_("Waktu terima belum tiba. Isi waktu sekarang atau sebelumnya."), field="received_at")
    report.complete_at = report.received_at


def _incident(report: Report, draft: Draft, at: datetime) -> None:
    day = draft.incident_on
    # The day has already begun in WIT, nine hours ahead of UTC, when it has not in WIB.
    if day is not None and day > (at + timedelta(hours=9)).date():
        raise Invalid(_("Tanggal kejadian belum tiba. Isi tanggal hari ini atau sebelumnya."), field="incident_on")
    report.incident_on = day
    report.too_old = day is not None and day < (at - OMBUDSMAN_YEARS).date()


def _place(report: Report, draft: Draft, at: datetime) -> None:
    report.place_text = optional(draft.place_text, field="place_text", limit=300)


def _point(report: Report, draft: Draft, at: datetime) -> None:
    if (draft.latitude is None) != (draft.longitude is None):
        raise Invalid(_("Titik lokasi perlu lintang dan bujur. Isi keduanya atau kosongkan."), field="point")
    if draft.latitude is not None and draft.longitude is not None:
        if not inside_indonesia(draft.latitude, draft.longitude):
            raise Invalid(
                _("Titik lokasi berada di luar Indonesia. Periksa titiknya atau pilih wilayah."), field="point"
            )
        report.latitude, report.longitude = round(draft.latitude, 6), round(draft.longitude, 6)


def _region(report: Report, draft: Draft, at: datetime) -> None:
    if draft.region_code:
        report.region = _found(Region, draft.region_code, "region", _("Wilayah itu tidak ada. Pilih dari daftar."))


def _topic(report: Report, draft: Draft, at: datetime) -> None:
    report.classification = draft.classification
    if draft.topic_code:
        report.topic = _found(Topic, draft.topic_code, "topic", _("Topik itu tidak ada. Pilih dari daftar."))
        if report.topic.classification_hint == Classification.SUPERVISION:
            report.classification = Classification.SUPERVISION


def _office(report: Report, draft: Draft, at: datetime) -> None:
    tenant = Institution.objects.get(code=settings.TUNTAS_GOVERNMENT)
    report.tenant, report.agency = tenant, tenant
    if draft.wanted_code:
        sentence = _("Instansi itu tidak ada dalam daftar. Pilih dari daftar, atau kosongkan: kami yang mencarikan.")
        wanted = (
            Institution.objects.filter(code=_code(draft.wanted_code), active=True).exclude(level="OVERSEER").first()
        )
        if wanted is None:
            raise Invalid(sentence, field="office")
        report.wanted, report.agency = wanted, wanted.government or wanted


def _privacy(report: Report, draft: Draft, at: datetime) -> None:
    report.identity, report.content, report.channel = draft.identity, draft.content, draft.channel
    if report.is_supervision:
        report.content = ContentMode.SECRET
        if report.identity == IdentityMode.OPEN:
            report.identity = IdentityMode.SEALED


def _contact(report: Report, draft: Draft, at: datetime) -> None:
    contact = draft.contact
    if draft.identity == IdentityMode.NONE and contact:
        raise Invalid(
            _("Anda memilih tanpa identitas, tetapi mengisi data diri. Kosongkan data diri atau ubah pilihan."),
            field="identity",
        )
    check_contact(contact)


_PARTS = (
    _body, _title, _incident, _receipt, _place, _point, _region, _topic, _office, _privacy, _contact
)  # fmt: skip
"""Each part raises at most one refusal, so that a person sees all faults at once."""

_WORDS = (_body, _title, _incident, _receipt, _place, _point, _contact)
"""The parts that ask no register."""

_Row = TypeVar("_Row", Region, Topic)


def _code(typed: str) -> str:
    """The code as typed, or one that nothing has: PostgreSQL refuses even to look for a NUL."""
    return typed if clean(typed) == typed else ""


def _found(model: type[_Row], code: str, field: str, sentence: object) -> _Row:
    row = model._default_manager.filter(pk=_code(code)).first()
    if row is None:
        raise Invalid(sentence, field=field)
    return row


def _filed(draft: Draft, report: Report, by: Actor, at: datetime) -> Receipt:
    code = code_of(draft.key)
    report.reference, report.code_hash = _free_reference(draft.key), references.code_hash(code)
    report.state = State.RECEIVED
    report.quarantined_at = at if draft.doubts else None
    move = first_move(report, by=by, at=at)
    _tell(move, draft)
    finish_first(move)
    keep(report, draft.contact)
    _remember(draft, report, code)
    return Receipt(report.pk, report.reference, code, report.received_at)


def _tell(move: Move, draft: Draft) -> None:
    report = move.report
    report.text_salt = new_salt()
    move.facts = Submitted(
        text=digest(report.text_salt, f"{report.title}\n{report.body}"),
        identity=report.identity,
        content=report.content,
        files=len(draft.files),
        foreign_id=clean(draft.foreign_id),
        region=report.region_id or "",
        doubts=tuple(doubt.value for doubt in draft.doubts),
    )
    move.attach(draft.files)


def _free_reference(key: str) -> str:
    # 31^7 references: a clash is rare, but ten million reports make it happen.
    turns = (reference_of(key, turn) for turn in count())
    return next(each for each in turns if not Report.objects.filter(reference=each).exists())


def _remember(draft: Draft, report: Report, code: str) -> None:
    Filing.objects.create(
        key_hash=_key_hash(draft.key),
        body_hash=draft.body_hash(),
        report=report,
        sealed_code=seal_with(_key(draft.key), code.encode()),
        promised="" if reference_of(draft.key) == report.reference else reference_of(draft.key),
    )


def _repeated(draft: Draft) -> Receipt | None:
    filing = Filing.objects.select_related("report").filter(key_hash=_key_hash(draft.key)).first()
    if filing is None:
        return None
    if filing.body_hash != draft.body_hash():
        raise Conflict()
    code = unseal_with(_key(draft.key), bytes(filing.sealed_code)).decode()
    return Receipt(filing.report.pk, filing.report.reference, code, filing.report.received_at)


def promised(reports: QuerySet[Report], reference: str) -> UUID | None:
    """The one of these whose receipt, given while the database was away, bears this number that another report has."""
    filings = Filing.objects.filter(promised=reference, report__in=reports)
    return filings.values_list("report", flat=True).first()


def _key(key: str) -> bytes:
    return hashlib.sha256(b"tuntas filing seal:" + key.encode()).digest()


def _key_hash(key: str) -> str:
    return hashlib.sha256(b"tuntas filing key:" + key.encode()).hexdigest()
