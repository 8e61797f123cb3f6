"""E-mail, by whatever backend the settings name."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage

from ..messages import Words
from . import TransportError

_SMTP = "django.core.mail.backends.smtp.EmailBackend"
_PERMANENT = 500
"""SMTP replies from here on say "do not try again" (RFC 5321, 4.2.1)."""

_SIGN_IN = frozenset({530, 534, 535, 538})
"""Our own sign-in at the server failed: a setting to mend, not a dead address (RFC 4954, 6)."""


def configured() -> bool:
    """Whether mail can leave at all: SMTP needs a host, other backends do not."""
    return settings.EMAIL_BACKEND != _SMTP or bool(settings.EMAIL_HOST)


def send(words: Words, to: str) -> None:
    """Hand one message over. Raises TransportError."""
    message = EmailMessage(words.subject, words.body, settings.DEFAULT_FROM_EMAIL, [to])
    # So that holiday answers do not come back (RFC 3834, 5).
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    if words.stop:
        # One press in the mailbox stops it (RFC 8058).
        message.extra_headers["List-Unsubscribe"] = f"<{words.stop}>"
        message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused([code for code, _text in error.recipients.values()]) from None
    except smtplib.SMTPResponseException as error:
        raise _refused([error.smtp_code]) from None
    except (smtplib.SMTPException, OSError) as error:
        raise TransportError(type(error).__name__) from None
    except ValueError:
        raise TransportError("the address is none", permanent=True) from None


def _refused(codes: list[int]) -> TransportError:
    lasting = all(code >= _PERMANENT and code not in _SIGN_IN for code in codes)
    return TransportError(f"SMTP {', '.join(map(str, codes))}", permanent=lasting)
