"""What the database lets each process do, asked of PostgreSQL itself; on SQLite there is nothing to grant."""

import os
from argparse import Namespace
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.db import ProgrammingError, connection, transaction

from tests.lives import SITI, Life
from tuntas.accounts.models import SignIn
from tuntas.db import roles
from tuntas.kernel import boxes
from tuntas.ops import grants, initialising
from tuntas.ops.words import Trouble
from tuntas.reports import identity
from tuntas.reports.identity import Contact
from tuntas.reports.models import Event, Report
from tuntas.vault import keys
from tuntas.vault.models import Kind, SealedKey

postgresql = pytest.mark.postgresql


@pytest.fixture
def named(monkeypatch, db):
    """Roles of this test alone: they belong to the whole server, and tests run side by side."""
    monkeypatch.setenv("TUNTAS_ROLE_PREFIX", f"uji{os.getpid()}_")
    monkeypatch.setenv("TUNTAS_LANGUAGE", "id")
    return f"uji{os.getpid()}_"


@pytest.fixture
def established(named):
    grants.establish()
    return named


@contextmanager
def acting(role: str):
    """As this role, with nothing of the superuser's."""
    with connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{role}"')
        yield cursor
        cursor.execute("RESET ROLE")


def refused(role: str, statement: str) -> bool:
    """Whether the database refuses it for want of a right, and not by a trigger."""
    with acting(role) as cursor:
        try:
            with transaction.atomic():
                cursor.execute(statement)
        except ProgrammingError as error:
            return type(error.__cause__).__name__ == "InsufficientPrivilege"
    return False


def holders(right: str) -> dict[str, set[str]]:
    """Which of our roles has the right in which tables, as the database says."""
    with connection.cursor() as cursor:
        held = {role.name: roles._held(cursor, role.name, roles.all_tables()) for role in grants.wanted()}
    return {name: {table for table, rights in tables.items() if right in rights} for name, tables in held.items()}


@postgresql
def test_what_only_grows_is_changed_by_nobody_but_the_owner(established):
    growing = roles.growing_tables()
    assert {"reports_event", "audit_access", "audit_change", "audit_dayroot"} <= growing
    for right in ("UPDATE", "DELETE", "TRUNCATE"):
        assert {name: tables & growing for name, tables in holders(right).items() if tables & growing} == {}


@postgresql
@pytest.mark.parametrize("role", ["web", "worker", "auditor"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_event SET verb = verb",
        "DELETE FROM reports_event",
        "TRUNCATE reports_event CASCADE",
        "UPDATE audit_access SET reason = ''",
        "DELETE FROM audit_access",
        "ALTER TABLE reports_event DISABLE TRIGGER ALL",
        "DROP TABLE reports_event CASCADE",
        "DELETE FROM reports_report",
        "DELETE FROM reports_filing",
        "CREATE TABLE mine (id integer)",
        "ALTER ROLE CURRENT_USER SUPERUSER",
    ],
)
def test_the_database_refuses(established, role, statement):
    assert refused(f"{established}{role}", statement)


@postgresql
def test_the_same_words_are_not_refused_to_the_owner(established):
    """The negative control: it is the role that is refused, not the statement."""
    assert not refused(f"{established}migrate", "ALTER TABLE reports_event DISABLE TRIGGER USER")


@postgresql
def test_an_auditor_reads_all_but_the_vault_and_what_opens_an_account(established):
    nothing = grants.VAULT | grants.SECRET | {"accounts_user"}
    mine = f"{established}auditor"
    assert holders("SELECT")[mine] == set(roles.all_tables()) - nothing
    assert holders("INSERT")[mine] == holders("UPDATE")[mine] == holders("DELETE")[mine] == set()
    assert refused(mine, "SELECT sealed FROM reports_identity")
    assert refused(mine, "SELECT password FROM accounts_user")
    assert not refused(mine, "SELECT name, email FROM accounts_user")


@postgresql
def test_the_web_role_lives_a_whole_life_and_cannot_rewrite_it(established, people):
    keys.current(Life.at)
    with acting(f"{established}web"):
        life = Life(people).submitted().dispatched().responded().followed_up().confirmed()
    assert life.report.state == "CLOSED"
    for statement in ("UPDATE reports_event SET at = at", "DELETE FROM reports_event", "DELETE FROM reports_report"):
        assert refused(f"{established}web", statement)
    assert Event.objects.filter(report=life.report).count() == life.report.last_seq


@postgresql
def test_the_site_sees_boxes_of_the_institution_alone(established, people):
    """It seals to the escrow too, and can then neither read nor erase nor replace what it sealed."""
    keys.current(Life.at)
    keys.register(Kind.ESCROW, boxes.public_of(boxes.new_private_key()), at=Life.at)
    with acting(f"{established}web"):
        life = Life(people).submitted()
        assert identity.own(life.report, by=life.siti) == SITI
        seen = [row.holder.kind for row in SealedKey.objects.filter(thing=life.report.pk)]
    assert seen == ["INSTITUTION"]
    assert SealedKey.objects.filter(thing=life.report.pk).count() == 2
    for statement in (
        "UPDATE vault_sealedkey SET box = box",
        "INSERT INTO vault_holder (id, kind, generation, public, since) VALUES ('x', 'ESCROW', 9, '', now())",
        "UPDATE vault_holder SET until = NULL",
    ):
        assert refused(f"{established}web", statement)
    assert refused(f"{established}auditor", "SELECT * FROM vault_sealedkey")


@postgresql
def test_the_site_corrects_and_erases_a_contact_signs_people_in_and_out_and_counts_tries(established, people):
    """What a newer part of the site writes over or erases stands in the rights, too."""
    keys.current(Life.at)
    with acting(f"{established}web"):
        life = Life(people).submitted()
        identity.correct(life.report, replace(SITI, phone="0500 111 111"))
        assert identity.own(life.report, by=life.siti).phone == "0500 111 111"
        identity.forget(life.report)
        cache.set("percobaan", 1, 60)
        assert cache.delete("percobaan")
        SignIn.objects.filter(session_key="tidak-ada").delete()
    assert identity.own(life.report, by=life.siti) == Contact()


@postgresql
def test_run_again_it_mends_what_drifted(established):
    web = f"{established}web"
    with connection.cursor() as cursor:
        cursor.execute(f'GRANT UPDATE, TRUNCATE ON reports_event TO "{web}"')
        cursor.execute(f'REVOKE INSERT ON reports_event FROM "{web}"')
        cursor.execute(f'GRANT "{established}migrate" TO "{web}"')
        cursor.execute(f'ALTER ROLE "{web}" CREATEROLE')
        cursor.execute("ALTER TABLE reports_event OWNER TO CURRENT_USER")
        cursor.execute("ALTER TABLE vault_sealedkey DISABLE ROW LEVEL SECURITY")
    drifted = list(grants.drift())
    assert f"{web}: reports_event INSERT" in drifted
    assert f"{web}: vault_sealedkey ROW LEVEL SECURITY" in drifted
    grants.establish()
    assert list(grants.drift()) == []
    assert refused(web, "UPDATE reports_event SET verb = verb")
    assert refused(web, "CREATE ROLE other")


@postgresql
def test_a_later_table_is_open_to_the_site_at_once_and_gets_its_own_rights_with_the_next_init(established):
    with acting(f"{established}migrate") as cursor:
        cursor.execute("CREATE TABLE later (id integer)")
    assert not refused(f"{established}web", "SELECT * FROM later")
    assert refused(f"{established}web", "DELETE FROM later")
    assert refused(f"{established}auditor", "SELECT * FROM later")
    with acting(f"{established}migrate"):
        assert grants.renew()


@postgresql
def test_check_says_when_the_site_could_rewrite_the_log(established):
    web = f"{established}web"
    assert list(grants.in_the_rights(Life.at)) == []
    with acting(web):
        assert list(grants.in_the_rights(Life.at)) == []
    with connection.cursor() as cursor:
        cursor.execute(f'GRANT DELETE ON reports_event TO "{web}"')
    with acting(web):
        said = str(*grants.in_the_rights(Life.at))
    assert said == (
        f"Hak dalam basis data lebih atau kurang dari yang perlu (reports_event, {web}: reports_event DELETE): "
        f"jalankan tuntas init --roles, dan jalankan situs sebagai {web}."
    )


_ERASED = grants.ERASED | grants.ERASED_BY_LAW | grants.ERASED_BY_WORKER


def test_every_table_that_is_named_is_there_and_every_growing_one_is_guarded(db):
    named = grants.READ | _ERASED | grants.VAULT | grants.SECRET | set(grants.UNREAD)
    assert named - set(roles.all_tables()) == set()
    assert roles.growing_tables() & _ERASED == set()
    assert Report._meta.db_table not in _ERASED


@pytest.mark.parametrize("prefix", ["", "Tuntas_", 'x"; DROP', "x" * 60])
def test_a_prefix_that_is_no_name_is_refused(monkeypatch, prefix):
    monkeypatch.setenv("TUNTAS_ROLE_PREFIX", prefix)
    with pytest.raises(Trouble):
        grants.prefix()


@pytest.mark.one_engine
@pytest.mark.skipif(roles.has_roles(), reason="PostgreSQL knows them")
def test_sqlite_knows_no_roles(db):
    with pytest.raises(Trouble):
        initialising.run(Namespace(roles=True))
    assert (roles.may_change(grants.EVENTS), list(grants.drift()), grants.renew()) == (False, [], False)
