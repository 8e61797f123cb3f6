"""Who did something, by name, among officers: a substitute with the person for whom the substitute acted."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from tuntas.accounts.models import User
from tuntas.reports.models import Event


def names_of(events: Iterable[Event]) -> dict[UUID, str]:
    """The names of all who acted in these events or were acted for: one query."""
    rows = list(events)
    ids = {event.actor_id for event in rows if event.actor_id is not None}
    ids |= {UUID(event.facts["on_behalf"]) for event in rows if event.facts.get("on_behalf")}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))


def actor_name(event: Event, names: Mapping[UUID, str]) -> str:
    """`Lina`, or `Lina atas nama Ratna`."""
    name = names.get(event.actor_id, "") if event.actor_id else ""
    behalf = event.facts.get("on_behalf")
    if not behalf:
        return name
    return _("%(substitute)s atas nama %(person)s") % {"substitute": name, "person": names.get(UUID(behalf), "")}
