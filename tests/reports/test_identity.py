"""Who the reporter is: sealed, opened only with a right and a reason, and every look leaves its trace."""

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection

from tests.cast import nobody
from tests.lives import SITI, Life
from tests.reports.situations import SUPERVISION
from tuntas.accounts.actors import Reporter
from tuntas.audit.models import Access
from tuntas.kernel.boxes import new_private_key
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.kernel.sealing import unseal_with
from tuntas.reports import identity
from tuntas.reports.actions import converse
from tuntas.reports.identity import Contact
from tuntas.reports.models import Identity
from tuntas.reports.states import IdentityMode, Verb
from tuntas.vault import keys

REASON = "Perlu menanyakan letak lubang lewat telepon."


def _raw_database():
    """Every value of every table as it lies in the database."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    yield table, bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


@pytest.mark.parametrize("mode", [IdentityMode.OPEN, IdentityMode.SEALED])
def test_the_contact_is_nowhere_readable_in_the_database(people, mode):
    Life(people).submitted(identity=mode).dispatched().responded()
    secrets = [SITI.name.encode(), SITI.email.encode(), SITI.phone.encode()]
    assert [table for table, value in _raw_database() for secret in secrets if secret in value] == []


def test_neither_is_the_access_code(people):
    life = Life(people).submitted()
    assert [table for table, value in _raw_database() if life.access_code.encode() in value] == []


def test_the_key_of_one_report_does_not_open_another(people):
    one, other = Life(people).submitted().report, Life(people).submitted().report
    key = keys.key_of(one.pk)
    with pytest.raises(InvalidTag):
        unseal_with(key, bytes(Identity.objects.get(report=other).sealed))


def test_without_the_key_of_the_institution_nothing_opens(people, settings):
    """The vault key, that opened everything before, opens nothing of it."""
    report = Life(people).submitted().report
    settings.TUNTAS_INSTITUTION_KEY = new_private_key()
    with pytest.raises(keys.Shut):
        identity.address_of(report)


@pytest.mark.parametrize(
    ("mode", "may"),
    [
        (IdentityMode.OPEN, {"ratna", "hadi", "budi", "lina", "agus"}),
        (IdentityMode.SEALED, {"budi", "lina", "agus"}),
        (IdentityMode.NONE, set()),
    ],
)
def test_who_may_open_an_identity(people, mode, may):
    extra = {"contact": Contact()} if mode == IdentityMode.NONE else {}
    life = Life(people).submitted(identity=mode, **extra).dispatched()
    opened = set()
    for name in people.__dataclass_fields__:
        try:
            assert converse.reveal(life.report, reason=REASON, by=getattr(people, name), at=life.tick()) == SITI
            opened.add(name)
        except NotAllowed:
            pass
    assert opened == may
    assert Access.objects.filter(thing=str(life.report.pk)).count() == len(may)


def test_supervision_is_opened_by_the_inspektorat_alone(people):
    life = Life(people).submitted(**SUPERVISION).dispatched()
    opened = set()
    for name in people.__dataclass_fields__:
        try:
            converse.reveal(life.report, reason=REASON, by=getattr(people, name), at=life.tick())
            opened.add(name)
        except NotAllowed:
            pass
    assert opened == {"intan", "fajar"}


def test_a_look_leaves_who_when_and_why(people):
    life = Life(people).submitted().dispatched()
    converse.reveal(life.report, reason=f"  {REASON} ", by=people.ratna, at=life.tick())
    row = Access.objects.get(thing=str(life.report.pk))
    assert (row.actor, row.what, row.reason, row.at) == (str(people.ratna.user_id), "identity", REASON, life.at)
    event = life.report.events.order_by("seq").last()
    assert (event.verb, event.actor_id, event.actor_role) == (Verb.REVEAL, people.ratna.user_id, "LIAISON")
    assert SITI.name not in str(event.facts)
    note = life.report.messages.get(seq=event.seq)
    assert (note.body, note.internal) == (REASON, True)


@pytest.mark.parametrize("reason", ["", "   ", "perlu"])
def test_a_look_without_a_reason_is_refused_and_leaves_nothing(people, reason):
    life = Life(people).submitted().dispatched()
    with pytest.raises(Invalid):
        converse.reveal(life.report, reason=reason, by=people.ratna, at=life.tick())
    assert not Access.objects.filter(thing=str(life.report.pk)).exists()
    assert life.report.events.count() == 2


def test_nobody_and_the_system_open_nothing(people):
    life = Life(people).submitted()
    for actor in (nobody, life.system(), life.siti):
        with pytest.raises(NotAllowed):
            identity.reveal(life.report, by=actor, reason=REASON, at=life.tick())


def test_the_reporter_reads_the_own_contact_and_nobody_elses(people):
    life, other = Life(people).submitted(), Life(people).submitted()
    assert identity.own(life.report, by=life.siti) == SITI
    for actor in (other.siti, nobody, people.budi, life.system()):
        with pytest.raises(NotAllowed):
            identity.own(life.report, by=actor)


def test_without_identity_there_is_nothing_to_open(people):
    life = Life(people).submitted(identity=IdentityMode.NONE, contact=Contact())
    assert not Identity.objects.filter(report=life.report).exists()
    assert identity.own(life.report, by=Reporter(life.report.pk)) == Contact()
    assert identity.address_of(life.report) == ""
    with pytest.raises(NotAllowed):
        converse.reveal(life.report, reason=REASON, by=people.budi, at=life.tick())
