"""How allauth behaves here: staff are invited, nobody signs up."""

import time
from datetime import UTC, datetime

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tuntas.accounts.models import User
from tuntas.accounts.passwords import note_new_password
from tuntas.accounts.sign_ins import end_others
from tuntas.kernel import clock

from .account_sessions import note_sign_in


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes the public sign-up, and asks nobody for the password twice on the way to the second factor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        note_sign_in(request, user)

    def set_password(self, user: User, password: str) -> None:
        """A new password ends every session but the one in which it was given."""
        super().set_password(user, password)
        note_new_password(user, clock.now())
        end_others(user, but=str(context.request.session.session_key))

    def clean_password(self, password: str, user: User | None = None) -> str:
        """As the rules say, and another one than the last."""
        if user is not None and user.check_password(password):
            raise ValidationError(_("Kata sandi ini sama dengan yang sekarang. Buat yang lain."))
        cleaned: str = super().clean_password(password, user=user)
        return cleaned

    def is_reauthentication_required(self, *, app: str, **words: object) -> bool:
        """As allauth says, but for whoever gave the password a moment ago and has no second factor yet."""
        required: bool = super().is_reauthentication_required(app=app, **words)
        return required and not _setting_up(context.request)


def _setting_up(request: HttpRequest) -> bool:
    """Whether the password was given a moment ago, before there was any second factor."""
    records = get_authentication_records(request, request.user)
    given = max((row["at"] for row in records if row["method"] == "password"), default=0.0)
    # The same clock by which allauth wrote it.
    if time.time() - given > app_settings.REAUTHENTICATION_TIMEOUT:
        return False
    older = Authenticator.objects.filter(user=request.user, created_at__lt=datetime.fromtimestamp(given, UTC))
    return not older.exists()
