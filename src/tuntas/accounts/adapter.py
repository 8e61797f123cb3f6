"""How allauth behaves here: staff are invited, nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes the public sign-up; everything else is allauth's default."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
