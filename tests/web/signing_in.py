"""Signing in at the page itself, as people do."""

from django.contrib.sessions.models import Session
from django.test import Client

from tests.world import PASSWORD
from tuntas.accounts.models import User

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"
)
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
NEW_PASSWORD = "kuda-laut-terbang-42"


def sign_in(email: str = "ratna@kalsel.example", *, agent: str = LAPTOP, password: str = PASSWORD) -> Client:
    """A browser of this kind in which this person is signed in."""
    client = Client(headers={"user-agent": agent})
    answer = client.post("/akun/login/", {"login": email, "password": password})
    assert answer.status_code == 302, answer.content.decode()
    return client


def is_in(client: Client) -> bool:
    """Whether this browser is signed in."""
    return client.get("/meja/pengaturan/").status_code == 200


def session_of(client: Client) -> Session:
    """The row of this browser's session."""
    return Session.objects.get(session_key=client.cookies["sessionid"].value)


def person(email: str = "ratna@kalsel.example") -> User:
    """Somebody of the cast."""
    return User.objects.get(email=email)
