"""How a person arranges the desk: columns, letter keys, saved views. Nobody else's business, so no event."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.kernel.texts import required

from .actors import Officer
from .models import DeskChoice, Role, SavedView

VIEWS_AT_MOST = 50
NAME_LIMIT, QUERY_LIMIT = 60, 500


def choice_of(by: Officer) -> DeskChoice:
    """What this person chose; whoever never chose has the standard."""
    return DeskChoice.objects.filter(pk=by.user_id).first() or DeskChoice(user_id=by.user_id)


def choose(*, columns: Sequence[str], letter_keys: bool, by: Officer) -> DeskChoice:
    """Keep the choice."""
    values = {"columns": list(columns), "letter_keys": letter_keys}
    return DeskChoice.objects.update_or_create(user_id=by.user_id, defaults=values)[0]


def views_for(by: Officer) -> QuerySet[SavedView]:
    """One's own views, and those shared in the institutions (and their governments) where one has a seat."""
    return SavedView.objects.filter(Q(owner_id=by.user_id, institution__isnull=True) | _shared_with(by)).order_by(
        "institution", "name"
    )


def save_view(*, name: str, query: str, shared_in: UUID | None = None, by: Officer) -> SavedView:
    """Keep a view under a name; the same name again replaces it. Shared ones are made by the institution's admin.

    Raises Invalid, NotAllowed.
    """
    if shared_in is not None and not by.holds(Role.AGENCY_ADMIN, shared_in):
        raise NotAllowed()
    called = required(name, field="name", limit=NAME_LIMIT)
    if not query or len(query) > QUERY_LIMIT:
        raise Invalid(_("Tidak ada saringan yang dapat disimpan. Saring daftar dahulu."), field="name")
    mine = Q(institution_id=shared_in) if shared_in else Q(owner_id=by.user_id, institution__isnull=True)
    with transaction.atomic():
        kept = SavedView.objects.filter(mine, name=called).first()
        if kept is None and SavedView.objects.filter(mine).count() >= VIEWS_AT_MOST:
            raise Invalid(_("Paling banyak {limit} tampilan. Hapus satu dahulu."), field="name", limit=VIEWS_AT_MOST)
        view = kept or SavedView(institution_id=shared_in, name=called)
        view.owner_id, view.query = by.user_id, query
        view.save()
    return view


def drop_view(view: SavedView, *, by: Officer) -> None:
    """Forget a view: one's own, or as the admin one of the institution. Raises NotAllowed."""
    own = view.institution_id is None and view.owner_id == by.user_id
    if not own and not by.holds(Role.AGENCY_ADMIN, view.institution_id):
        raise NotAllowed()
    view.delete()


def _shared_with(by: Officer) -> Q:
    places = {seat.institution_id for seat in by.seats} | {seat.government_id for seat in by.seats}
    return Q(institution_id__in=places)
