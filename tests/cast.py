"""The cast: every test speaks of these people. All are invented.

Siti reports, Joko is a stranger with a report of his own, nobody is a visitor. Budi and Lina verify for
the province, Ratna and Hadi are liaison and head of the provincial roads agency, Yusuf of the transport
agency, Wayan of a city's roads agency, Nia is that city's admin, Intan and Fajar sit in the Inspektorat,
Agus is the national admin, Dewi works for the Ombudsman, Sri is the Sekda.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from tuntas.accounts.actors import Officer, System, Visitor, officer
from tuntas.accounts.models import Role, User

NOW = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)
"""A Monday, 09.00 WITA, a working day."""


@dataclass(frozen=True)
class Member:
    email: str
    name: str
    office: str
    role: str


MEMBERS = (
    Member("budi@kalsel.example", "Budi Rahman", "kalsel", Role.AGENCY_ADMIN),
    Member("lina@kalsel.example", "Lina Hartati", "kalsel", Role.AGENCY_ADMIN),
    Member("ratna@kalsel.example", "Ratna Dewi", "kalsel-pupr", Role.LIAISON),
    Member("hadi@kalsel.example", "Hadi Saputra", "kalsel-pupr", Role.HEAD),
    Member("yusuf@kalsel.example", "Yusuf Anwar", "kalsel-dishub", Role.LIAISON),
    Member("wayan@banjarmasin.example", "Wayan Sudarma", "banjarmasin-pupr", Role.LIAISON),
    Member("nia@banjarmasin.example", "Nia Kurniasih", "banjarmasin", Role.AGENCY_ADMIN),
    Member("intan@kalsel.example", "Intan Permata", "kalsel", Role.INSPECTOR),
    Member("fajar@kalsel.example", "Fajar Maulana", "kalsel-inspektorat", Role.INSPECTOR),
    Member("agus@nasional.example", "Agus Priyono", "ri", Role.NATIONAL_ADMIN),
    Member("dewi@ombudsman.example", "Dewi Lestari", "ombudsman-kalsel", Role.OMBUDSMAN),
    Member("sri@kalsel.example", "Sri Wahyuni", "kalsel", Role.SECRETARY),
)

nobody = Visitor()
system = System()


@dataclass(frozen=True)
class Cast:
    """The officers as actors."""

    budi: Officer
    lina: Officer
    ratna: Officer
    hadi: Officer
    yusuf: Officer
    wayan: Officer
    nia: Officer
    intan: Officer
    fajar: Officer
    agus: Officer
    dewi: Officer
    sri: Officer

    @classmethod
    def gather(cls, at: datetime = NOW) -> "Cast":
        """Everybody in the seats held at this moment."""
        users = {user.email: user for user in User.objects.all()}
        return cls(**{m.email.split("@")[0]: officer(users[m.email], at) for m in MEMBERS})
