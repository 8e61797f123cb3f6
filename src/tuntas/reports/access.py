"""Who may see and do what: named predicates, and visible_to, the only way to fetch reports.

A predicate answers for one report and one actor; the workflow table lists which ones open a verb.
The permission table is domain section 8.6 of the design.
"""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from tuntas.accounts.actors import Actor, Officer, Reporter, Seat, System
from tuntas.accounts.models import Role

from .models import Report
from .states import Classification, ContentMode, IdentityMode, OmbudsmanStatus, State

Predicate = Callable[[Report, Actor], bool]

_HANDLED_BY_ALL = ~Q(classification=Classification.SUPERVISION)
OMBUDSMAN_LEVEL = 4
"""From this level of escalation the Ombudsman sees a secret case."""


def anybody(report: Report, by: Actor) -> bool:
    """Everyone: a report is never refused because of who makes it."""
    return True


def reporter(report: Report, by: Actor) -> bool:
    """Whoever proved the access code of just this report."""
    return isinstance(by, Reporter) and by.report_id == report.pk


def system(report: Report, by: Actor) -> bool:
    """Tuntas itself."""
    return isinstance(by, System)


def verifier(report: Report, by: Actor) -> bool:
    """The admin of the institution that coordinates, or the national admin; the Inspektorat in its room."""
    if report.is_supervision:
        return inspector(report, by)
    return isinstance(by, Officer) and (
        by.holds(Role.AGENCY_ADMIN, report.agency_id) or bool(by.seats_as(Role.NATIONAL_ADMIN))
    )


def coordinator(report: Report, by: Actor) -> bool:
    """A verifier, or the admin of the government where the report came in."""
    if report.is_supervision:
        return inspector(report, by)
    return verifier(report, by) or (isinstance(by, Officer) and by.holds(Role.AGENCY_ADMIN, report.tenant_id))


def sender(report: Report, by: Actor) -> bool:
    """The admin of the institution that sent the report on last."""
    if report.is_supervision:
        return inspector(report, by)
    return isinstance(by, Officer) and by.holds(Role.AGENCY_ADMIN, report.sender_id)


def liaison(report: Report, by: Actor) -> bool:
    """The liaison officer of the unit in charge."""
    if report.is_supervision:
        return report.unit_id is not None and inspector(report, by)
    return isinstance(by, Officer) and by.holds(Role.LIAISON, report.unit_id)


def head(report: Report, by: Actor) -> bool:
    """The head of the unit in charge."""
    if report.is_supervision:
        return report.unit_id is not None and inspector(report, by)
    return isinstance(by, Officer) and by.holds(Role.HEAD, report.unit_id)


def receiver(report: Report, by: Actor) -> bool:
    """Whoever was handed the report: the admin of the institution, or the liaison officer of the unit."""
    return liaison(report, by) if report.state == State.DISPATCHED_UNIT else verifier(report, by)


def inspector(report: Report, by: Actor) -> bool:
    """The Inspektorat of the coordinating government, for cases of supervision only."""
    if not report.is_supervision or not isinstance(by, Officer):
        return False
    return by.governs(Role.INSPECTOR, report.agency.government_id_or_self)


def ombudsman(report: Report, by: Actor) -> bool:
    """The Ombudsman, within the mandate; never the closed room of the Inspektorat."""
    if report.is_supervision or not isinstance(by, Officer):
        return False
    region = report.tenant.region_id or ""
    return any(region.startswith(seat.region_code) for seat in by.seats_as(Role.OMBUDSMAN))


def handler(report: Report, by: Actor) -> bool:
    """Anybody who works on the case."""
    return liaison(report, by) or head(report, by) or coordinator(report, by)


def subtask_unit(report: Report, by: Actor) -> bool:
    """The liaison officer of a unit that has an open sub-task here."""
    if report.is_supervision or not isinstance(by, Officer):
        return False
    units = [seat.institution_id for seat in by.seats_as(Role.LIAISON)]
    return report.subtasks.filter(unit__in=units, finished_at__isnull=True).exists()


def identity_reader(report: Report, by: Actor) -> bool:
    """Who may open the reporter's identity, with a reason: handlers when it is open, else the coordinator
    (sealed) or the Inspektorat (supervision)."""
    if report.identity == IdentityMode.NONE:
        return False
    return handler(report, by) if report.identity == IdentityMode.OPEN else coordinator(report, by)


def visible_to(actor: Actor) -> QuerySet[Report]:
    """The reports this actor may open. Everything else does not exist for the actor."""
    if isinstance(actor, System):
        return Report.objects.all()
    if isinstance(actor, Reporter):
        return Report.objects.filter(pk=actor.report_id)
    if isinstance(actor, Officer):
        return _visible_to_officer(actor)
    return Report.objects.none()


def _visible_to_officer(actor: Officer) -> QuerySet[Report]:
    scopes = [_SCOPES[seat.role](seat) for seat in actor.seats]
    if not scopes:
        return Report.objects.none()
    return Report.objects.filter(_any(scopes))


def _any(scopes: Iterable[Q]) -> Q:
    whole = Q(pk__in=[])
    for scope in scopes:
        whole |= scope
    return whole


def _liaison_scope(seat: Seat) -> Q:
    return _HANDLED_BY_ALL & (
        Q(unit_id=seat.institution_id)
        | Q(pk__in=_with_subtask(seat.institution_id))
        | Q(content=ContentMode.PUBLIC, pk__in=_with_copy(seat.institution_id))
    )


def _head_scope(seat: Seat) -> Q:
    return _HANDLED_BY_ALL & (
        Q(unit__path__startswith=seat.path) | Q(content=ContentMode.PUBLIC, pk__in=_with_copy(seat.institution_id))
    )


def _admin_scope(seat: Seat) -> Q:
    held = Q(agency_id=seat.institution_id) | Q(tenant_id=seat.institution_id) | Q(sender_id=seat.institution_id)
    return _HANDLED_BY_ALL & held


def _secretary_scope(seat: Seat) -> Q:
    return _HANDLED_BY_ALL & Q(agency_id=seat.government_id, content=ContentMode.PUBLIC)


def _inspector_scope(seat: Seat) -> Q:
    return Q(classification=Classification.SUPERVISION) & (
        Q(agency_id=seat.government_id) | Q(agency__government_id=seat.government_id)
    )


def _national_scope(seat: Seat) -> Q:
    return _HANDLED_BY_ALL


def _ombudsman_scope(seat: Seat) -> Q:
    open_to_see = (
        Q(content=ContentMode.PUBLIC) | ~Q(ombudsman=OmbudsmanStatus.NONE) | Q(escalation__gte=OMBUDSMAN_LEVEL)
    )
    scope = _HANDLED_BY_ALL & open_to_see
    # The mandate of an overseer's office is its region; an office without one watches the country.
    return scope & Q(tenant__region__code__startswith=seat.region_code) if seat.region_code else scope


def _with_subtask(institution_id: UUID) -> QuerySet[Report, UUID]:
    return Report.objects.filter(subtasks__unit_id=institution_id).values_list("pk", flat=True)


def _with_copy(institution_id: UUID) -> QuerySet[Report, UUID]:
    return Report.objects.filter(copies__institution_id=institution_id).values_list("pk", flat=True)


_SCOPES: dict[str, Callable[[Seat], Q]] = {
    Role.LIAISON: _liaison_scope,
    Role.HEAD: _head_scope,
    Role.AGENCY_ADMIN: _admin_scope,
    Role.SECRETARY: _secretary_scope,
    Role.INSPECTOR: _inspector_scope,
    Role.NATIONAL_ADMIN: _national_scope,
    Role.OMBUDSMAN: _ombudsman_scope,
}
