"""The people of the demonstration: invented, all at addresses nobody can receive mail at (RFC 2606).

Every office has a liaison officer and a head, every government an admin, so that each report that the
demonstration makes can be handled by somebody who may.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.contrib.auth.hashers import make_password

from tuntas.accounts.actors import Officer, officer
from tuntas.accounts.models import Membership, Role, User
from tuntas.institutions.models import GOVERNMENTS, Institution, Level
from tuntas.reports.actions.first_replies import seed_templates
from tuntas.reports.models import ReplyTemplate

from .stories import names

PASSWORD = "tuntas-demo"  # noqa: S105
"""Of every account: a demonstration has nothing to protect, and its start says so."""

BEGAN = datetime(2023, 1, 2, tzinfo=UTC)
SIGNERS = ("kalsel-dikbud", "kalsel-dinkes")
"""Units whose head signs every follow-up."""

CANNED = (
    ("Terima kasih", "Terima kasih atas laporan Anda. Laporan telah kami terima dan akan segera kami tindak lanjuti "
     "sesuai dengan ketentuan yang berlaku. Mohon menunggu informasi selanjutnya dari kami."),
    ("Diteruskan ke bidang teknis", "Laporan Anda sudah kami teruskan kepada bidang teknis yang membidangi untuk "
     "dipelajari lebih lanjut. Perkembangannya akan kami sampaikan melalui laporan ini."),
)  # fmt: skip


@dataclass(frozen=True)
class Seated:
    """One account: who, in which office, as what."""

    email: str
    name: str
    office: str
    role: Role


SHOWN = (
    Seated("admin@kalsel.example", "Norliani Fitria", "kalsel", Role.AGENCY_ADMIN),
    Seated("penghubung.pupr@kalsel.example", "", "kalsel-pupr", Role.LIAISON),
    Seated("kepala.dikbud@kalsel.example", "", "kalsel-dikbud", Role.HEAD),
    Seated("inspektur@kalsel.example", "Rusdiansyah Noor", "kalsel-inspektorat", Role.INSPECTOR),
    Seated("sekda@kalsel.example", "Masrur Hamdani", "kalsel", Role.SECRETARY),
    Seated("admin.banjarmasin@kalsel.example", "", "banjarmasin", Role.AGENCY_ADMIN),
    Seated("nasional@kalsel.example", "Widya Puspasari", "ri", Role.NATIONAL_ADMIN),
    Seated("ombudsman@kalsel.example", "Taufik Akbar", "ombudsman-kalsel", Role.OMBUDSMAN),
)
"""The accounts that are printed, one for each role. An empty name is given by the list of names."""

_OTHERS = (
    Seated("admin2@kalsel.example", "Hairul Anwar", "kalsel", Role.AGENCY_ADMIN),
    Seated("inspektur2@kalsel.example", "Zainab Kartika", "kalsel-inspektorat", Role.INSPECTOR),
)


def seat_everybody() -> None:
    """Make the accounts, memberships and reply templates that are missing. Harmless when repeated."""
    offices = {office.code: office for office in Institution.objects.filter(active=True).order_by("code")}
    Institution.objects.filter(code__in=SIGNERS, requires_approval=False).update(requires_approval=True)
    wanted = _everybody(offices)
    _make_users(wanted)
    _make_memberships(wanted, offices)
    seed_templates()
    for name, text in CANNED:
        ReplyTemplate.objects.get_or_create(name=name, defaults={"text": text})


def _everybody(offices: dict[str, Institution]) -> list[Seated]:
    named = {seated.email: seated for seated in (*SHOWN, *_OTHERS) if seated.name}
    people = list(named.values())
    for office in offices.values():
        people += [seated for seated in _of_office(office) if seated.email not in named]
    return people


def _of_office(office: Institution) -> list[Seated]:
    if office.level == Level.OVERSEER:
        return []
    short = office.code.removeprefix("kalsel-")
    roles = [("penghubung", Role.LIAISON), ("kepala", Role.HEAD)]
    if office.level in GOVERNMENTS and office.code not in {seated.office for seated in _OTHERS}:
        roles.append(("admin", Role.AGENCY_ADMIN))
    return [
        Seated(f"{word}.{short}@kalsel.example", _name(f"{word}{short}"), office.code, role) for word, role in roles
    ]


def _name(word: str) -> str:
    """A name that stays the same from start to start, whatever the seed of Python's hashes."""
    return names()[sum(ord(letter) * place for place, letter in enumerate(word, 1)) % len(names())]


def _make_users(wanted: list[Seated]) -> None:
    known = set(User.objects.values_list("email", flat=True))
    # One hash for all: hashing is slow on purpose, and here there is nothing to guess.
    secret = make_password(PASSWORD) if any(seated.email not in known for seated in wanted) else ""
    fresh = {s.email: User(email=s.email, name=s.name, password=secret) for s in wanted if s.email not in known}
    User.objects.bulk_create(fresh.values())


def _make_memberships(wanted: list[Seated], offices: dict[str, Institution]) -> None:
    users = {user.email: user for user in User.objects.all()}
    known = set(Membership.objects.values_list("user_id", "institution_id", "role"))
    rows = [(users[s.email].pk, offices[s.office].pk, Role(s.role).value) for s in wanted]
    Membership.objects.bulk_create(
        Membership(user_id=user, institution_id=office, role=role, active_from=BEGAN)
        for user, office, role in rows
        if (user, office, role) not in known
    )


@dataclass
class Cast:
    """The officers as actors, by office and role; each is looked up once."""

    offices: dict[str, Institution]
    _known: dict[tuple[str, str], list[Officer]] = field(default_factory=dict)

    def who(self, role: str, office: str, nth: int = 0) -> Officer:
        """Somebody who holds this role in just this office; `nth` picks another one where there are several."""
        if (role, office) not in self._known:
            rows = Membership.objects.filter(role=role, institution__code=office).select_related("user")
            self._known[role, office] = [officer(row.user, BEGAN) for row in rows.order_by("user__email")]
        found = self._known[role, office]
        return found[nth % len(found)]
