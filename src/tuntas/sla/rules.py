"""Which service standard holds: look-up and change.

The rules in force are few and are held in memory; they are read again when a minute old. That is safe
because ``set_rule`` accepts no standard that begins today or earlier: a process that has not yet seen
a new rule cannot miss a day of it, and no standard changes under a report already received.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tuntas.kernel.refusals import Refusal
from tuntas.sla.clocks import Kind, Unit
from tuntas.sla.models import Rule

KEPT_SECONDS = 60.0
WIT = ZoneInfo("Asia/Jayapura")


class RuleMissing(Refusal):
    """No standard of this kind is in force on that day."""

    code = "rule_missing"
    status = 409
    sentence = _("Belum ada standar layanan “{kind}” yang berlaku pada {day}.")


class RuleTooLong(Refusal):
    """A topic or an institution may be quicker than the general standard, never slower."""

    code = "rule_too_long"
    sentence = _("Batas waktu {days} melebihi batas umum, yaitu {most}.")


class RuleTooEarly(Refusal):
    """A standard begins tomorrow at the earliest, and after the one it replaces."""

    code = "rule_too_early"
    sentence = _("Standar layanan baru paling cepat berlaku mulai {earliest}.")


class RuleLawless(Refusal):
    """A standard names its legal basis and a length above zero."""

    code = "rule_incomplete"
    sentence = _("Sebutkan dasar hukum dan batas waktu paling sedikit 1.")


@dataclass(frozen=True)
class Standard:
    """A service standard to be set; blank scopes mean all. ``days`` counts in ``unit``."""

    kind: Kind
    days: int
    legal_basis: str
    unit: Unit = Unit.WORKING
    classification: str = ""
    topic_code: str = ""
    institution_code: str = ""
    verified: bool = False
    note: str = ""

    @property
    def scope(self) -> dict[str, str]:
        """What tells this standard's line of succession from others."""
        return {
            "kind": self.kind.value,
            "classification": self.classification,
            "topic_code": self.topic_code,
            "institution_code": self.institution_code,
        }


class _Shelf:
    """All rules by kind, as last read. The age is that of this process's monotonic clock."""

    def __init__(self) -> None:
        self.rules: dict[str, list[Rule]] = {}
        self.read_at: float | None = None

    def of(self, kind: Kind) -> list[Rule]:
        if self.read_at is None or time.monotonic() - self.read_at > KEPT_SECONDS:
            self._read()
        return self.rules.get(kind.value, [])

    def _read(self) -> None:
        rules: dict[str, list[Rule]] = {}
        for rule in Rule.objects.all():
            rules.setdefault(rule.kind, []).append(rule)
        # One assignment each, so that a thread beside this one sees the old shelf or the new one.
        self.rules, self.read_at = rules, time.monotonic()


_shelf = _Shelf()


def forget() -> None:
    """Read the rules again at the next look-up."""
    _shelf.read_at = None


def rule_for(
    kind: Kind,
    *,
    classification: str = "",
    topic_code: str = "",
    institution_codes: Sequence[str] = (),
    on: date,
) -> Rule:
    """The most specific standard in force ``on`` that day. Raises ``RuleMissing``.

    The nearest institution (``institution_codes``: the unit first, then those above it) goes before
    the topic, the topic before the class. A special standard that the general one has since undercut
    gives way to it: nobody is slower than the law.
    """
    wanted = _Wanted(classification, topic_code, tuple(institution_codes))
    fitting = [rule for rule in _shelf.of(kind) if _in_force(rule, on) and wanted.fits(rule)]
    if not fitting:
        raise RuleMissing(kind=kind.label, day=on)
    best = max(fitting, key=wanted.rank)
    general = max((rule for rule in fitting if _is_general(rule)), key=wanted.rank, default=best)
    return best if _no_longer(best, general) else general


def set_rule(standard: Standard, *, effective_from: date, at: datetime, by_name: str) -> Rule:
    """Put a standard in force from a day on; the one it replaces ends the day before.

    Raises ``RuleTooEarly``, ``RuleLawless``, or ``RuleTooLong`` when a topic's or institution's
    standard is longer than a general one that it would replace. A general standard is the law itself
    and may be set to anything its legal basis says.
    """
    if standard.days < 1 or not standard.legal_basis.strip():
        raise RuleLawless()
    with transaction.atomic():
        _refuse_early(standard, effective_from, at)
        _refuse_long(standard, effective_from)
        _open(standard).update(effective_until=effective_from - timedelta(days=1))
        rule = Rule.objects.create(
            **standard.scope,
            days=standard.days,
            unit=standard.unit.value,
            legal_basis=standard.legal_basis,
            effective_from=effective_from,
            verified=standard.verified,
            note=standard.note,
            entered_at=at,
            entered_by=by_name,
        )
    forget()
    return rule


@dataclass(frozen=True)
class _Wanted:
    classification: str
    topic_code: str
    institution_codes: tuple[str, ...]

    def fits(self, rule: Rule) -> bool:
        return (
            rule.institution_code in ("", *self.institution_codes)
            and rule.topic_code in ("", self.topic_code)
            and rule.classification in ("", self.classification)
        )

    def rank(self, rule: Rule) -> tuple[int, bool, bool]:
        codes = self.institution_codes
        nearness = len(codes) - codes.index(rule.institution_code) if rule.institution_code else 0
        return nearness, bool(rule.topic_code), bool(rule.classification)


def _in_force(rule: Rule, on: date) -> bool:
    return rule.effective_from <= on and (rule.effective_until is None or on <= rule.effective_until)


def _is_general(rule: Rule) -> bool:
    return not rule.topic_code and not rule.institution_code


def _no_longer(rule: Rule, general: Rule) -> bool:
    return rule.unit == general.unit and rule.days <= general.days


def _open(standard: Standard) -> QuerySet[Rule]:
    return Rule.objects.filter(**standard.scope, effective_until__isnull=True)


def _refuse_early(standard: Standard, effective_from: date, at: datetime) -> None:
    # WIT is the first Indonesian zone where a day begins: later than today there is later everywhere.
    earliest = at.astimezone(WIT).date() + timedelta(days=1)
    for rule in _open(standard).select_for_update():
        earliest = max(earliest, rule.effective_from + timedelta(days=1))
    if effective_from < earliest:
        raise RuleTooEarly(earliest=earliest)


def _refuse_long(standard: Standard, effective_from: date) -> None:
    if not standard.topic_code and not standard.institution_code:
        return
    for most in _generals(standard, effective_from):
        if standard.unit.value != most.unit or standard.days > most.days:
            raise RuleTooLong(
                days=f"{standard.days} {standard.unit.label}", most=f"{most.days} {Unit(most.unit).label}"
            )


def _generals(standard: Standard, on: date) -> Iterable[Rule]:
    """The general rules that a special one would stand in for, from a day on.

    A special rule for all classes stands in for the general rule of every class; one for a class only
    for that class's, or where there is none for the general rule of all classes.
    """
    rules = Rule.objects.filter(kind=standard.kind.value, topic_code="", institution_code="")
    in_force = rules.filter(Q(effective_until__isnull=True) | Q(effective_until__gte=on))
    if not standard.classification:
        return in_force
    return in_force.filter(classification=standard.classification) or in_force.filter(classification="")
