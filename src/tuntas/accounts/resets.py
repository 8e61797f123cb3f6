"""Wishes for a new password: written down for whatever address was typed, answered later and only to accounts."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from .models import ResetWish, User

WAITS_AT_MOST = timedelta(hours=1)
"""After this a wish is dropped: nobody waits for the mail any more."""


def wish_for_reset(email: str, *, language: str, at: datetime) -> None:
    """Somebody wants a new password for this address, whosever it is. The same wish again replaces it."""
    ResetWish.objects.update_or_create(email=email.lower(), defaults={"language": language, "wished_at": at})


def take_wishes(at: datetime) -> Iterator[tuple[ResetWish, User]]:
    """The wishes of people with an account, each taken by one worker alone; all others are dropped."""
    for wish in ResetWish.objects.order_by("wished_at"):
        mine = ResetWish.objects.filter(pk=wish.pk, wished_at=wish.wished_at).delete()[0]
        user = User.objects.filter(email=wish.email, is_active=True).first()
        if mine and user and at - wish.wished_at < WAITS_AT_MOST:
            yield wish, user


def put_back(wish: ResetWish) -> None:
    """The mail did not leave: try again later."""
    ResetWish.objects.get_or_create(email=wish.email, defaults={"language": wish.language, "wished_at": wish.wished_at})
