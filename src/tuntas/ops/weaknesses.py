"""What `tuntas check --deploy` finds weak in the settings: each is one sentence with what to do."""

import os
import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

from tuntas.ops.faults import Fault

YEAR_SECONDS = 31_536_000
"""The least time a browser must remember that only https is spoken (ASVS 5.0, 3.4.1)."""

_SECRET = re.compile(r"TUNTAS_(?!.*PUBLIC)\w*(?:_KEY|PASSWORD)")
_MADE_BY_HAND = ("console", "dummy", "filebased", "locmem")
"""Mail backends that send nothing to anybody."""

_SAID_HERE = {"security.W004", "security.W008", "security.W009", "security.W012", "security.W016", "security.W018"}
_LEFT_TO_THE_OPERATOR = {"security.W005", "security.W020", "security.W021"}
"""Whether the rule of https also binds other hosts under the same name is not ours to decide; hosts are said here."""


def in_the_settings() -> Iterator[Fault]:
    """Every weakness that the settings and the environment alone show."""
    for look in _LOOKS:
        yield from look()


def secrets_named() -> list[str]:
    """The variables of the environment that hold a secret itself instead of the name of its file."""
    plain = [name for name, value in os.environ.items() if value and _SECRET.fullmatch(name)]
    return sorted(plain + [name for name, value in os.environ.items() if _is_address_with_password(name, value)])


def _is_address_with_password(name: str, value: str) -> bool:
    return name.startswith("TUNTAS_") and name.endswith("_URL") and "://" in value and bool(urlsplit(value).password)


def _demo() -> Iterator[Fault]:
    if settings.TUNTAS_DEMO:
        yield Fault(
            "demo",
            "TUNTAS_DEMO menyala: siapa pun dapat masuk dengan akun contoh. Matikan, dan mulai dengan data kosong.",
            "TUNTAS_DEMO is on: anybody can sign in with a sample account. Turn it off, and begin with empty data.",
        )


def _https() -> Iterator[Fault]:
    if not settings.TUNTAS_SECURE:
        yield Fault(
            "https",
            f"TUNTAS_PUBLIC_URL ({settings.TUNTAS_PUBLIC_URL}) tanpa https: kode akses pelapor terbaca di jalan. "
            "Tulis alamat https.",
            f"TUNTAS_PUBLIC_URL ({settings.TUNTAS_PUBLIC_URL}) is without https: access codes can be read on the way. "
            "Write an https address.",
        )
        return
    if settings.SECURE_HSTS_SECONDS < YEAR_SECONDS:
        yield Fault(
            "hsts",
            "HSTS mati atau kurang dari setahun: peramban mau mencoba http lebih dulu. Atur SECURE_HSTS_SECONDS.",
            "HSTS is off or below a year: browsers may try http first. Set SECURE_HSTS_SECONDS.",
        )
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        yield Fault(
            "cookies",
            "Kuki boleh terkirim tanpa https: nyalakan SESSION_COOKIE_SECURE dan CSRF_COOKIE_SECURE.",
            "Cookies may travel without https: turn on SESSION_COOKIE_SECURE and CSRF_COOKIE_SECURE.",
        )
    if settings.SECURE_PROXY_SSL_HEADER is None:
        yield Fault(
            "proxy",
            "TUNTAS_BEHIND_PROXY mati, padahal tuntas serve sendiri tidak berbahasa TLS: pasang proksi yang menimpa "
            "X-Forwarded-Proto, lalu atur TUNTAS_BEHIND_PROXY=1.",
            "TUNTAS_BEHIND_PROXY is off, but tuntas serve itself speaks no TLS: put a proxy in front that overwrites "
            "X-Forwarded-Proto, then set TUNTAS_BEHIND_PROXY=1.",
        )


def _hosts() -> Iterator[Fault]:
    loose = [host for host in settings.ALLOWED_HOSTS if host.startswith((".", "*"))]
    if loose or not settings.ALLOWED_HOSTS:
        named = ", ".join(loose) or "-"
        yield Fault(
            "hosts",
            f"TUNTAS_HOSTS kosong atau terlalu longgar ({named}): tautan surat dapat dipalsukan. Sebut tiap nama.",
            f"TUNTAS_HOSTS is empty or too loose ({named}): links in mails can be forged. Name each host.",
        )


def _secrets_in_the_environment() -> Iterator[Fault]:
    found = secrets_named()
    if found:
        names = ", ".join(found)
        yield Fault(
            "environment",
            f"Rahasia terbaca di lingkungan proses ({names}): taruh dalam berkas dan sebut berkasnya (..._FILE).",
            f"Secrets can be read in the process's environment ({names}): put each in a file and name it (..._FILE).",
        )


def _sign_in() -> Iterator[Fault]:
    if not settings.TUNTAS_REQUIRE_SECOND_FACTOR:
        yield Fault(
            "second-factor",
            "Faktor kedua tidak diwajibkan: satu sandi yang bocor membuka meja petugas. Nyalakan.",
            "The second factor is not required: one leaked password opens the desk. Turn it on.",
        )
    if not settings.ACCOUNT_RATE_LIMITS:
        yield Fault(
            "rate-limits",
            "TUNTAS_NO_RATE_LIMITS menyala: sandi dapat dicoba tanpa batas. Hapus.",
            "TUNTAS_NO_RATE_LIMITS is on: passwords can be tried without end. Remove it.",
        )


def _mail() -> Iterator[Fault]:
    kind = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    if kind in _MADE_BY_HAND:
        yield Fault(
            "mail-backend",
            f"Surel tidak dikirim, hanya ditulis ({kind}): hapus TUNTAS_EMAIL_BACKEND.",
            f"Mail is not sent, only written down ({kind}): remove TUNTAS_EMAIL_BACKEND.",
        )
    elif not settings.EMAIL_HOST:
        yield Fault(
            "mail-host",
            "TUNTAS_EMAIL_HOST kosong: tidak ada pemberitahuan yang terkirim. Sebut peladen surelnya.",
            "TUNTAS_EMAIL_HOST is empty: no notice can be sent. Name the mail server.",
        )
    elif settings.EMAIL_HOST not in {"localhost", "127.0.0.1", "::1"} and not settings.EMAIL_USE_TLS:
        yield Fault(
            "mail-plain",
            f"Surel ke {settings.EMAIL_HOST} berjalan tanpa TLS: atur TUNTAS_EMAIL_TLS=1.",
            f"Mail to {settings.EMAIL_HOST} travels without TLS: set TUNTAS_EMAIL_TLS=1.",
        )


def _scanner() -> Iterator[Fault]:
    if not settings.TUNTAS_CLAMD:
        yield Fault(
            "scanner",
            "TUNTAS_CLAMD kosong: tidak ada yang memindai berkas asli dari virus. Sebut alamat clamd.",
            "TUNTAS_CLAMD is empty: nothing scans original files for viruses. Name the address of clamd.",
        )


def _spool() -> Iterator[Fault]:
    if not settings.TUNTAS_SPOOL:
        yield Fault(
            "spool",
            "TUNTAS_SPOOL mati: selama basis data padam tidak ada laporan yang diterima. Nyalakan.",
            "TUNTAS_SPOOL is off: while the database is away no report is taken in. Turn it on.",
        )


def _framework() -> Iterator[Fault]:
    """What the web framework's own check says besides."""
    ours = _SAID_HERE | _LEFT_TO_THE_OPERATOR
    for found in checks.run_checks(include_deployment_checks=True):
        if found.id not in ours and not found.is_silenced():
            sentence = " ".join(f"{found.msg} {found.hint or ''}".split())
            yield Fault(f"django-{found.id}", sentence, sentence)


_LOOKS: tuple[Callable[[], Iterator[Fault]], ...] = (
    _demo,
    _https,
    _hosts,
    _secrets_in_the_environment,
    _sign_in,
    _mail,
    _scanner,
    _spool,
    _framework,
)
