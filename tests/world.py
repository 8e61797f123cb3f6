"""The seeded world of the tests: South Kalimantan's institutions, topics, rules, calendar, and the cast."""

from datetime import UTC, datetime

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from tests.cast import MEMBERS
from tuntas.accounts.models import Membership, User
from tuntas.institutions import seeds
from tuntas.institutions.models import Institution
from tuntas.reports.models import ReplyTemplate
from tuntas.sla.seeds import seed_national_calendar, seed_rules

BEGAN = datetime(2023, 1, 2, tzinfo=UTC)
PASSWORD = "rahasia-untuk-uji"
CANNED = (
    "Terima kasih atas laporan Anda. Laporan telah kami terima dan akan segera kami tindak lanjuti "
    "sesuai dengan ketentuan yang berlaku. Mohon menunggu informasi selanjutnya dari kami."
)

# A million rounds make guessing dear; here they would only make every log-in of a test take half a second.
PBKDF2PasswordHasher.iterations = 1_000


def make() -> None:
    """Seed once a session; a second call changes nothing."""
    seeds.load_regions("63")
    seeds.load_topics()
    seeds.load_government_of_south_kalimantan()
    seeds.load_competences()
    seed_rules()
    seed_national_calendar()
    ReplyTemplate.objects.get_or_create(name="Terima kasih", defaults={"text": CANNED})
    offices = {office.code: office for office in Institution.objects.all()}
    for member in MEMBERS:
        _seat(member.email, member.name, offices[member.office], member.role)


def _seat(email: str, name: str, office: Institution, role: str) -> None:
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, PASSWORD, name=name)
    Membership.objects.get_or_create(user=user, institution=office, role=role, defaults={"active_from": BEGAN})
