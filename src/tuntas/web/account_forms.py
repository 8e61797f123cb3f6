"""Forms of allauth that behave otherwise here."""

from allauth.account.forms import ResetPasswordForm
from django.http import HttpRequest
from django.utils.translation import get_language

from tuntas.accounts.resets import wish_for_reset
from tuntas.kernel import clock


class ResetForm(ResetPasswordForm):  # type: ignore[misc]
    """Writes the wish down without looking whose address it is: the answer cannot tell, by its words or its time."""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **words: object) -> str:
        address = str(self.cleaned_data["email"])
        wish_for_reset(address, language=get_language() or "id", at=clock.now())
        return address
