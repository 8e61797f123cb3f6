"""The small world of the tour: South Kalimantan and three invented officers."""

from datetime import UTC, datetime

from django.core.management import call_command

from tuntas.accounts.actors import Officer, officer
from tuntas.accounts.models import Membership, Role, User
from tuntas.institutions import seeds
from tuntas.institutions.models import Institution
from tuntas.sla.seeds import seed_national_calendar, seed_rules

BEGAN = datetime(2025, 1, 2, tzinfo=UTC)

OFFICERS = {
    "budi": ("Budi Rahman", "kalsel", Role.AGENCY_ADMIN),
    "yusuf": ("Yusuf Anwar", "kalsel-dishub", Role.LIAISON),
    "ratna": ("Ratna Dewi", "kalsel-pupr", Role.LIAISON),
}


def make() -> None:
    """Tables, seeds and officers in the empty database of the tour."""
    call_command("migrate", verbosity=0)
    seeds.load_regions("63")
    seeds.load_topics()
    seeds.load_government_of_south_kalimantan()
    seeds.load_competences()
    seed_rules()
    seed_national_calendar([2026, 2027])
    for key, (name, code, role) in OFFICERS.items():
        user = User.objects.create_user(f"{key}@kalsel.example", None, name=name)
        Membership.objects.create(user=user, institution=office(code), role=role, active_from=BEGAN)


def office(code: str) -> Institution:
    """The institution of this code."""
    return Institution.objects.get(code=code)


def who(key: str, at: datetime) -> Officer:
    """One of the officers, in the seat held at this moment."""
    return officer(User.objects.get(email=f"{key}@kalsel.example"), at)
