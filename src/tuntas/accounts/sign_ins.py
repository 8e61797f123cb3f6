"""In which browsers somebody is signed in, and ending that: the row and the session go together."""

from datetime import datetime
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import QuerySet

from .models import SignIn, User


def begin(user: User, *, session_key: str, device: str, at: datetime) -> SignIn:
    """Note that somebody has signed in."""
    values = {"user": user, "device": device, "since": at, "seen_at": at}
    return SignIn.objects.update_or_create(session_key=session_key, defaults=values)[0]


def seen(sign_in: UUID, *, session_key: str, at: datetime) -> bool:
    """Note that the browser is in use, under the key its session has by now; false when the row is gone."""
    rows = SignIn.objects.filter(pk=sign_in)
    return bool(rows.filter(since__lte=at).update(session_key=session_key, seen_at=at)) or rows.exists()


def forget(session_key: str) -> None:
    """The session is over: signed out in that browser."""
    SignIn.objects.filter(session_key=session_key).delete()


def sign_ins_of(user: User) -> list[SignIn]:
    """Where this person is signed in, the latest first; rows whose session has run out go."""
    rows = list(SignIn.objects.filter(user=user).order_by("-seen_at", "-pk"))
    alive = [row for row in rows if _session(row.session_key).load()]
    SignIn.objects.filter(pk__in={row.pk for row in rows} - {row.pk for row in alive}).delete()
    return alive


def end_sign_in(user: User, sign_in: UUID) -> bool:
    """Sign this person out of one of the own browsers; false when there is no such one."""
    return _end(SignIn.objects.filter(user=user, pk=sign_in)) == 1


def end_others(user: User, *, but: str) -> int:
    """Sign this person out of every browser except that of the session `but`; returns of how many."""
    return _end(SignIn.objects.filter(user=user).exclude(session_key=but))


def end_sessions(user: User) -> None:
    """Sign this person out everywhere, also where no row tells of it."""
    with transaction.atomic():
        user.sessions_ended += 1
        user.save(update_fields=["sessions_ended"])
        _end(SignIn.objects.filter(user=user))


def _end(rows: QuerySet[SignIn]) -> int:
    with transaction.atomic():
        found = list(rows)
        for row in found:
            _session(row.session_key).delete()
        SignIn.objects.filter(pk__in=[row.pk for row in found]).delete()
    return len(found)


def _session(key: str) -> SessionBase:
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return store
