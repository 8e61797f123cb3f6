"""What goes wrong at the edge ends in a page with a sentence, never in a broken one."""

from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory

from tuntas.kernel.refusals import NotAllowed, TooMany, WrongState
from tuntas.web.failures import form_expired
from tuntas.web.middleware import FailureMiddleware

net = FailureMiddleware(lambda request: HttpResponse())


def test_a_refusal_becomes_a_page_with_its_status():
    request = RequestFactory().get("/")
    for refusal, status in ((NotAllowed(), 403), (WrongState(), 409), (TooMany(minutes=15), 429)):
        answer = net.process_exception(request, refusal)
        assert answer.status_code == status
        assert str(refusal) in answer.content.decode()


def test_an_outage_says_when_to_come_back():
    answer = net.process_exception(RequestFactory().get("/laporan/"), OperationalError("gone"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


def test_a_bug_stays_a_bug():
    assert net.process_exception(RequestFactory().get("/"), ValueError("bug")) is None


def test_an_expired_form_gives_the_words_back_but_no_secrets():
    request = RequestFactory().post(
        "/lacak/laporan/tambah/",
        {"body": "Tulisan <b>saya</b>", "password": "p4ss", "access_code": "KODE", "csrfmiddlewaretoken": "t0k"},
        headers={"origin": "http://testserver"},
    )
    page = form_expired(request).content.decode()
    assert "Tulisan &lt;b&gt;saya&lt;/b&gt;" in page
    assert 'name="body"' in page
    for secret in ("p4ss", "KODE", "t0k"):
        assert secret not in page


def test_words_put_in_by_another_site_cannot_be_sent_on():
    request = RequestFactory().post("/x/", {"body": "Bukan saya"}, headers={"origin": "https://jahat.example"})
    page = form_expired(request).content.decode()
    assert "<form" not in page
    assert "Bukan saya" in page


def test_a_login_form_without_its_token_is_answered_too(db):
    assert Client(enforce_csrf_checks=True).post("/akun/login/", {"login": "x", "password": "y"}).status_code == 403
