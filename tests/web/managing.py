"""What the tests of /kelola/ share."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tuntas.accounts.models import User


def entered(client, email: str):
    """The client, signed in as this officer."""
    client.force_login(User.objects.get(email=email))
    return client


def queries(client, address: str) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)
