"""The mail with which somebody makes a new password: sent by the worker, to people with an account alone."""

from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from tuntas.accounts.models import User
from tuntas.accounts.resets import put_back, take_wishes

from .messages import Words
from .transports import TransportError, email


def send_resets(at: datetime) -> int:
    """Answer the wishes that wait; returns how many mails left. One that does not leave is tried again, for an hour."""
    sent = 0
    for wish, user in take_wishes(at):
        try:
            email.send(_words(user, wish.language), user.email)
        except TransportError:
            put_back(wish)
        else:
            sent += 1
    return sent


def _words(user: User, language: str) -> Words:
    with translation.override(language):
        body = _(
            "Ada yang meminta kata sandi baru untuk akun Anda. Kalau itu Anda, buka tautan ini dalam satu jam:\n\n"
            "{link}\n\n"
            "Kalau bukan Anda, abaikan surel ini. Kata sandi Anda tidak berubah.\n\n"
            "--\n"
            "Surel ini dikirim otomatis. Mohon tidak membalasnya.\n"
        )
        return Words(_("Membuat kata sandi baru"), body.format(link=_link(user)))


def _link(user: User) -> str:
    """On the address that the settings name, whatever host the wish came by."""
    parts = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return settings.TUNTAS_PUBLIC_URL + reverse("account_reset_password_from_key", kwargs=parts)
