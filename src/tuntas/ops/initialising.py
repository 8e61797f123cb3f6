"""`tuntas init`: tables, regions, topics, rules, calendar, government, first administrator. Run it again at will."""

import getpass
import os
import sys
from argparse import Namespace
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.validators import validate_email
from django.db import transaction

from tuntas.accounts.models import Membership, Role, User
from tuntas.db.roles import has_roles
from tuntas.institutions import seeds
from tuntas.institutions.areas import zone_of
from tuntas.institutions.models import Institution, Region
from tuntas.kernel import clock
from tuntas.kernel.ids import new_id
from tuntas.ops import grants
from tuntas.ops.words import Trouble, both
from tuntas.reports.actions.first_replies import seed_templates
from tuntas.sla.seeds import seed_national_calendar, seed_rules
from tuntas.vault import keys


def run(given: Namespace) -> int:
    """Prepare everything; whatever is there already is left as it is."""
    if given.roles and not has_roles():
        raise Trouble(
            "--roles hanya untuk PostgreSQL: SQLite tidak mengenal peran.",
            "--roles is for PostgreSQL alone: SQLite knows no roles.",
        )
    _step(both("Tabel basis data", "Database tables"), lambda: call_command("migrate", verbosity=0, interactive=False))
    _step(both("Wilayah Indonesia", "Regions of Indonesia"), seeds.load_regions)
    _step(both("Topik", "Topics"), seeds.load_topics)
    _step(both("Standar layanan", "Service standards"), seed_rules)
    _step(both("Kalender kerja", "Working calendar"), seed_national_calendar)
    _step(both("Templat jawaban", "Reply templates"), seed_templates)
    _step(both("Kunci brankas", "Key of the vault"), lambda: keys.current(clock.now()))
    if given.with_kalsel:
        _step(both("Contoh Kalimantan Selatan", "Example of South Kalimantan"), _south_kalimantan)
    if given.roles:
        _step(both("Peran basis data", "Database roles"), grants.establish)
    elif grants.in_force():
        _step(both("Hak peran basis data", "Rights of the database roles"), grants.renew)
    government = _government(given)
    print(both("Pemerintah: ", "Government: ") + government.name)
    _administrator(given, government)
    print(both("Siap. Berikutnya: tuntas check, lalu tuntas serve.", "Ready. Next: tuntas check, then tuntas serve."))
    return 0


def _step(name: str, work: Callable[[], object]) -> None:
    print(f"{name} ...", flush=True)
    work()


def _south_kalimantan() -> None:
    seeds.load_government_of_south_kalimantan()
    seeds.load_competences()


def _government(given: Namespace) -> Institution:
    """The government of this installation: found, or made when a name is given."""
    code = settings.TUNTAS_GOVERNMENT
    found = Institution.objects.filter(code=code).first()
    if found is not None:
        return found
    name = given.government_name or _asked(both(f"Nama pemerintah '{code}'", f"Name of the government '{code}'"))
    if not name:
        raise Trouble(
            f"Pemerintah '{code}' (TUNTAS_GOVERNMENT) belum ada: sebut --government-name, atau pakai --with-kalsel.",
            f"The government '{code}' (TUNTAS_GOVERNMENT) is not there: give --government-name, or use --with-kalsel.",
        )
    own = new_id()
    return Institution.objects.create(
        id=own,
        code=code,
        name=name,
        level=given.government_level,
        path=f"/{code}/",
        government_id=own,
        region_id=_region(given.region),
        time_zone=zone_of(given.region) if given.region else "Asia/Jakarta",
    )


def _region(code: str) -> str | None:
    if code and not Region.objects.filter(code=code).exists():
        raise Trouble(f"Kode wilayah '{code}' tidak dikenal.", f"The region code '{code}' is not known.")
    return code or None


def _administrator(given: Namespace, government: Institution) -> None:
    there = Membership.objects.filter(institution=government, role=Role.AGENCY_ADMIN, user__is_active=True)
    if there.exists() and not given.email:
        return
    email = (given.email or _asked(both("Surel admin", "Administrator's e-mail"))).strip().lower()
    if not email:
        print(both("Admin belum dibuat: sebut --email dan --name.", "No administrator yet: give --email and --name."))
        return
    with transaction.atomic():
        user = User.objects.filter(email=email).first() or _new_user(email, given.name)
        seat = {"user": user, "institution": government, "role": Role.AGENCY_ADMIN, "active_until": None}
        Membership.objects.get_or_create(**seat, defaults={"active_from": clock.now()})
    print(both(f"Admin: {email}", f"Administrator: {email}"))


def _new_user(email: str, given_name: str) -> User:
    name = given_name or _asked(both("Nama admin", "Administrator's name"))
    if not name:
        raise Trouble("Nama admin belum disebut: --name.", "The administrator has no name: give --name.")
    password = given_password() or _asked(both("Sandi", "Password"), hidden=True)
    if not password:
        raise Trouble("Sandi admin belum ada: isi TUNTAS_ADMIN_PASSWORD.", "No password: set TUNTAS_ADMIN_PASSWORD.")
    try:
        validate_email(email)
        validate_password(password, User(email=email, name=name))
    except ValidationError as error:
        raise Trouble(" ".join(error.messages), " ".join(error.messages)) from None
    return User.objects.create_user(email, password, name=name, joined_at=clock.now())


def given_password() -> str:
    """TUNTAS_ADMIN_PASSWORD, or the content of the file that TUNTAS_ADMIN_PASSWORD_FILE names."""
    path = os.environ.get("TUNTAS_ADMIN_PASSWORD_FILE")
    if path:
        with open(path, encoding="utf-8") as file:
            return file.read().strip()
    return os.environ.get("TUNTAS_ADMIN_PASSWORD", "")


def _asked(question: str, *, hidden: bool = False) -> str:
    """The answer of the person at the terminal; nothing when nobody sits there."""
    if not sys.stdin.isatty():
        return ""
    return getpass.getpass(f"{question}: ") if hidden else input(f"{question}: ").strip()
