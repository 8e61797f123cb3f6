"""Which passwords are good enough. Two rules stand to choose from (`TUNTAS_PASSWORD_RULE`):

- `asvs`, the usual one: twelve letters or more, none of the common ones, no rule on which signs, no end (OWASP ASVS
  5.0, 6.2; NIST SP 800-63B);
- `spbe`: signs of four kinds, and a new password after so many days, for governments whose audit asks for it
  (BSSN 4/2021 on SPBE security: length, composition and validity of passwords).
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .models import User

SPBE = "spbe"
LONGEST = 128


class FourKinds:
    """Under the rule `spbe`: small and capital letters, digits, and other signs, one of each at least."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        if settings.TUNTAS_PASSWORD_RULE == SPBE and len({_kind(sign) for sign in password}) < 4:
            raise ValidationError(self.get_help_text(), code="password_kinds")

    def get_help_text(self) -> str:
        """What the password still needs."""
        return _("Kata sandi harus memuat huruf kecil, huruf besar, angka, dan tanda lain.")


class NotEndless:
    """Hashing takes time by the length: nobody needs more than this."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        if len(password) > LONGEST:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        """What is too much."""
        return _("Kata sandi paling panjang %(longest)d huruf.") % {"longest": LONGEST}


def has_run_out(user: User, at: datetime) -> bool:
    """Whether the rule in force wants a new password by now. An account of before it was noted counts from joining."""
    if settings.TUNTAS_PASSWORD_RULE != SPBE:
        return False
    since = user.password_since or user.joined_at
    return since is None or at - since >= timedelta(days=settings.TUNTAS_PASSWORD_DAYS)


def note_new_password(user: User, at: datetime) -> None:
    """From now on counts the age of the password."""
    user.password_since = at
    user.save(update_fields=["password_since"])


def _kind(sign: str) -> str:
    if sign.isdigit():
        return "digit"
    if sign.isupper():
        return "capital"
    return "small" if sign.islower() else "other"
