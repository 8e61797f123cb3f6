"""Kinds of news, and how a person may want each: a settings page with one line a verb would be read by nobody."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuntas.reports.states import Verb


class NewsKind(models.TextChoices):
    """What a notice to a member of staff is about."""

    NEW = "NEW", _("Laporan baru untuk Anda atau unit Anda")
    REPORTER = "REPORTER", _("Pelapor melengkapi, menanggapi, atau menolak hasil")
    WORK = "WORK", _("Keputusan dan langkah rekan kerja")
    REMINDER = "REMINDER", _("Pengingat sebelum tenggat")
    ESCALATION = "ESCALATION", _("Lewat tenggat dan eskalasi")
    MENTION = "MENTION", _("Anda ditunjuk atau disebut")


class Wish(models.TextChoices):
    """When a mail leaves. The notification centre at the desk holds every notice whatever is chosen here."""

    AT_ONCE = "AT_ONCE", _("segera")
    DIGEST = "DIGEST", _("dalam ringkasan pagi")
    NEVER = "NEVER", _("tidak lewat surel")


NEVER_SILENT = (NewsKind.ESCALATION, NewsKind.MENTION)
"""What may wait for the morning but may not be silenced."""

_REPORTERS = (Verb.COMPLETE, Verb.ANSWER_QUESTION, Verb.REPLY, Verb.CONFIRM, Verb.DISPUTE, Verb.ADD, Verb.RATE)
_REPORTERS_TOO = (Verb.WITHDRAW, Verb.APPEAL, Verb.REVIVE, Verb.ASK_PUBLISH, Verb.ASK_HIDE)
_SENT = (Verb.SUBMIT, Verb.DISPATCH_INSTITUTION, Verb.DISPATCH_UNIT)
_SENT_ANEW = (Verb.REDISPATCH_INSTITUTION, Verb.REDISPATCH_UNIT, Verb.ADD_SUBTASK, Verb.COPY, Verb.RETURN)

_KINDS: dict[str, NewsKind] = {
    **dict.fromkeys((verb.value for verb in (*_SENT, *_SENT_ANEW)), NewsKind.NEW),
    **dict.fromkeys((verb.value for verb in (*_REPORTERS, *_REPORTERS_TOO)), NewsKind.REPORTER),
    **dict.fromkeys((Verb.REMIND.value, Verb.NUDGE.value), NewsKind.REMINDER),
    **dict.fromkeys((Verb.LAPSE.value, Verb.ESCALATE.value, Verb.BREAK_PROMISE.value), NewsKind.ESCALATION),
    Verb.ASSIGN.value: NewsKind.MENTION,
    # Of an internal note nobody hears but whom it names.
    Verb.NOTE.value: NewsKind.MENTION,
}


def kind_of(verb: str) -> NewsKind:
    """The kind of news an event is."""
    return _KINDS.get(verb, NewsKind.WORK)
