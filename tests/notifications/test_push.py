"""Web push: what a browser's push service receives, opened with the browser's own keys."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.cast import NOW
from tests.lives import Life
from tuntas.kernel.refusals import Guarded, Invalid, NotAllowed
from tuntas.kernel.sealing import new_vault_key
from tuntas.notifications import pushing
from tuntas.notifications.deliver import deliver_due, expand
from tuntas.notifications.models import Delivery, DeliveryState, Transport
from tuntas.notifications.transports import TransportError, outgoing, webpush
from tuntas.notifications.transports.webpush import Target, packed, unpacked
from tuntas.reports.actions.news import add_browser, remove_browser, remove_browsers, stop_all_news
from tuntas.reports.browsers import AT_MOST, Subscription, browsers_of
from tuntas.reports.identity import Contact
from tuntas.reports.models import Browser
from tuntas.reports.news import address_of
from tuntas.reports.states import IdentityMode, Verb

LATER = NOW + timedelta(hours=6)


def raw(key: ec.EllipticCurvePrivateKey) -> bytes:
    numbers = key.public_key().public_numbers()
    return b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")


class Phone:
    """A browser: its keys, its push service, and how it opens what comes (RFC 8188 and 8291, read backwards)."""

    def __init__(self, service: "Service", name: str = "satu") -> None:
        self.key, self.secret = ec.generate_private_key(ec.SECP256R1()), b"0123456789abcdef"
        self.given = Subscription(f"{service.address}/{name}", packed(raw(self.key)), packed(self.secret))

    def opened(self, body: bytes) -> bytes:
        salt, size, theirs = body[:16], int.from_bytes(body[16:20], "big"), body[21 : 21 + body[20]]
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
        info = b"WebPush: info\x00" + raw(self.key) + theirs
        secret = HKDF(hashes.SHA256(), 32, self.secret, info).derive(shared)
        key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(secret)
        nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(secret)
        record = body[21 + body[20] :]
        assert len(record) <= size
        plain = AESGCM(key).decrypt(nonce, record, None)
        assert plain[-1:] == b"\x02"
        return plain[:-1]


class Service:
    """A push service on this machine: keeps what it is sent, answers as told."""

    def __init__(self) -> None:
        self.received, self.status, service = [], 201, self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.received.append((self.path, dict(self.headers), body))
                self.send_response(service.status)
                self.send_header("Location", "http://127.0.0.1:1/lain")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *words: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.peer = f"127.0.0.1:{self.server.server_port}"
        self.address = f"http://{self.peer}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def service(settings):
    running = Service()
    settings.TUNTAS_PUSH, settings.TUNTAS_PUSH_KEY = True, new_vault_key()
    settings.TUNTAS_PUSH_PEERS = [running.peer]
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def hidden(people) -> Life:
    """Filed without identity; what there was to tell is told."""
    life = Life(people).submitted(identity=IdentityMode.NONE, contact=Contact())
    expand(life.at)
    return life


def subscribed(life: Life, phone: Phone) -> None:
    pushing.add(life.report, browser=phone.given, by=life.siti, at=life.tick())


def told(at=LATER) -> None:
    expand(at)
    deliver_due(at)


def push_rows() -> list[str]:
    rows = Delivery.objects.filter(transport=Transport.PUSH).order_by("created_at")
    return list(rows.values_list("state", flat=True))


def test_the_example_of_the_standard():
    """RFC 8291, section 5 and appendix A."""
    target = Target(
        "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    private = int.from_bytes(unpacked("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    key = ec.derive_private_key(private, ec.SECP256R1())
    body = webpush.encrypted(
        b"When I grow up, I want to be a watermelon", target, key, unpacked("DGv6ra1nlYgDCS1FRnbzlw")
    )
    assert packed(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_a_phone_shows_that_there_is_news_and_nothing_else(hidden, service):
    phone = Phone(service)
    subscribed(hidden, phone)
    hidden.dispatched()
    told()
    ((path, headers, body),) = service.received
    said = json.loads(phone.opened(body))
    assert (path, said) == ("/satu", {"title": "Tuntas", "body": "Ada kabar tentang laporan Anda", "url": "/lacak/"})
    assert (headers["Content-Encoding"], headers["Ttl" if "Ttl" in headers else "TTL"]) == ("aes128gcm", "172800")
    assert headers["Topic"] == "tuntas"
    assert push_rows() == [DeliveryState.SENT]
    assert hidden.report.reference not in str(headers)


def test_the_site_signs_for_just_this_push_service(hidden, service):
    subscribed(hidden, Phone(service))
    hidden.dispatched()
    told()
    scheme, token, key = service.received[0][1]["Authorization"].replace(", ", " ").split(" ")
    assert (scheme, key) == ("vapid", f"k={webpush.public_key()}")
    head, claims, signature = token.removeprefix("t=").split(".")
    number = [int.from_bytes(part, "big") for part in (unpacked(signature)[:32], unpacked(signature)[32:])]
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpacked(webpush.public_key()))
    public.verify(encode_dss_signature(*number), f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    said = json.loads(unpacked(claims))
    assert (said["aud"], said["exp"]) == (service.address, int((LATER + timedelta(hours=12)).timestamp()))
    assert json.loads(unpacked(head)) == {"typ": "JWT", "alg": "ES256"}


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(hidden, service, status):
    subscribed(hidden, Phone(service))
    service.status = status
    hidden.dispatched()
    told()
    assert (Browser.objects.count(), push_rows()) == (0, [DeliveryState.SENT])
    event = hidden.report.events.order_by("seq").last()
    assert (event.verb, event.actor_kind, event.facts) == (Verb.CHANGE_NEWS, "system", {"what": "BROWSER_REMOVED"})


@pytest.mark.parametrize(("status", "state"), [(503, "PENDING"), (429, "PENDING"), (403, "DEAD"), (307, "DEAD")])
def test_what_fails_is_tried_again_or_given_up_and_no_redirect_is_followed(hidden, service, status, state):
    subscribed(hidden, Phone(service))
    service.status = status
    hidden.dispatched()
    told()
    assert (push_rows(), len(service.received), Browser.objects.count()) == ([state], 1, 1)


def test_one_browser_more_is_one_message_more(hidden, service):
    lost = Phone(service)
    subscribed(hidden, lost)
    living = Phone(service, "dua")
    subscribed(hidden, living)
    hidden.dispatched()
    told()
    assert [path for path, _headers, _body in service.received] == ["/satu", "/dua"]


def test_off_by_default_nothing_is_kept_and_nothing_leaves(hidden, service, settings):
    subscribed(hidden, Phone(service))
    settings.TUNTAS_PUSH = False
    with pytest.raises(Invalid):
        subscribed(hidden, Phone(service, "dua"))
    hidden.dispatched()
    told()
    assert (push_rows(), service.received) == ([], [])


def test_a_browser_is_sealed_kept_once_and_not_linked_between_reports(people, service):
    one, two, phone = Life(people).submitted(), Life(people).submitted(), Phone(service)
    for life in (one, one, two):
        subscribed(life, phone)
    rows = list(Browser.objects.all())
    assert [len(rows), len({row.mark for row in rows})] == [2, 2]
    assert not any(b"127.0.0.1" in bytes(row.sealed) for row in rows)
    assert browsers_of(one.report) == [phone.given]


def test_the_oldest_of_too_many_goes(hidden, service):
    phones = [Phone(service, f"ke{number}") for number in range(AT_MOST + 1)]
    for phone in phones:
        subscribed(hidden, phone)
    assert browsers_of(hidden.report) == [phone.given for phone in phones[1:]]


def test_the_reporter_removes_one_or_all_and_nobody_else_may(people, service):
    life, phone, other = Life(people).submitted(), Phone(service), Phone(service, "dua")
    for each in (phone, other):
        subscribed(life, each)
    with pytest.raises(NotAllowed):
        add_browser(life.report, browser=phone.given, by=people.ratna, at=life.tick())
    remove_browser(life.report, endpoint=phone.given.endpoint, by=life.siti, at=life.tick())
    assert browsers_of(life.report) == [other.given]
    remove_browsers(life.report, by=life.siti, at=life.tick())
    with pytest.raises(Guarded):
        remove_browsers(life.report, by=life.siti, at=life.tick())
    assert browsers_of(life.report) == []


def test_stopping_all_news_erases_address_and_browsers(people, service):
    life = Life(people).submitted()
    subscribed(life, Phone(service))
    stop_all_news(life.report, by=life.siti, at=life.tick())
    assert (address_of(life.report), Browser.objects.count()) == ("", 0)
    with pytest.raises(Guarded):
        stop_all_news(life.report, by=life.siti, at=life.tick())


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.net/a",
        "https://push.example.net:8443/a",
        "https://nama:sandi@push.example.net/a",
        "https://push.example.net/a b",
        "ftp://push.example.net/a",
        "https:///a",
        "https://[::1/a",
        "https://push.example.net/" + "a" * 2000,
    ],
)
def test_an_address_to_which_nothing_may_go_is_refused_at_once(hidden, service, endpoint):
    sound = Phone(service).given
    with pytest.raises(Invalid):
        pushing.add(
            hidden.report,
            browser=Subscription(endpoint, sound.p256dh, sound.auth),
            by=hidden.siti,
            at=hidden.tick(),
        )


def test_keys_that_are_none_are_refused(hidden, service):
    sound = Phone(service).given
    for p256dh, auth in (("BAAA", sound.auth), (sound.p256dh, "AAAA"), ("%", sound.auth)):
        with pytest.raises(Invalid):
            pushing.add(
                hidden.report,
                browser=Subscription(sound.endpoint, p256dh, auth),
                by=hidden.siti,
                at=hidden.tick(),
            )


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "::",
        "fd00::1",
        "fe80::1%eth0",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
        "ff02::1",
    ],
)
def test_no_request_goes_behind_the_wall(monkeypatch, settings, address):
    settings.TUNTAS_PUSH_PEERS = []
    answer = [(2, 1, 6, "", (address, 443))]
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *words, **more: answer)
    monkeypatch.setattr(outgoing.socket, "create_connection", lambda *words: pytest.fail("it knocked"))
    with pytest.raises(TransportError) as refused:
        outgoing.post("https://push.example.net/a", b"", {})
    assert refused.value.permanent


def test_one_private_address_among_public_ones_is_enough(monkeypatch):
    answer = [(2, 1, 6, "", ("8.8.8.8", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *words, **more: answer)
    with pytest.raises(TransportError):
        outgoing._public_address("push.example.net")


def test_the_connection_goes_to_the_address_that_was_judged(monkeypatch):
    """A name that answers otherwise a moment later gains nothing."""
    answers = [[(2, 1, 6, "", ("8.8.8.8", 443))], [(2, 1, 6, "", ("127.0.0.1", 443))]]
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *words, **more: answers.pop(0))
    knocked = []

    def connect(where, seconds):
        knocked.append(where)
        raise OSError

    monkeypatch.setattr(outgoing.socket, "create_connection", connect)
    with pytest.raises(TransportError):
        outgoing.post("https://push.example.net/a", b"", {})
    assert (knocked, len(answers)) == ([("8.8.8.8", 443)], 1)
