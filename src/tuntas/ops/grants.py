"""What each process may do in the database, table by table; `tuntas init --roles` puts it in force on PostgreSQL.

Four roles: the web processes, the worker, whoever migrates (the owner of all tables), and an auditor who only reads.
Where nothing else is said, web and worker read, add and change, and the auditor reads. Nobody but the owner erases
anything that is not named in `ERASED*`; what only grows is never changed; so neither a hole in the site nor a
slip of ours can rewrite the log or lose a report.
"""

import os
import re
from collections.abc import Iterator
from datetime import datetime

from tuntas.db import engine, roles
from tuntas.db.roles import DatabaseRole
from tuntas.ops.faults import Fault
from tuntas.ops.words import Trouble

EVENTS = "reports_event"
NAMED_AT_MOST = 5

READ = {
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "institutions_region",
    "statistics_population",
    "vault_holder",
}
"""What a migration or a seed puts there, and web and worker only read."""

ERASED = {
    "account_emailaddress",
    "account_emailconfirmation",
    "accounts_delegation",
    "accounts_duty",
    "accounts_limit",
    "accounts_resetwish",
    "accounts_savedview",
    "accounts_signin",
    "django_session",
    "mfa_authenticator",
    "notifications_quiethours",
    "reports_browser",
    "reports_contactkey",
    "reports_officerdraft",
    "reports_tagging",
}
"""What is over when it is over, at the desk or on the reporter's word; erased by web and worker."""

ERASED_BY_LAW = {"reports_attachment", "reports_retentionrule"}
"""Files that the law wants erased (the vault is written over instead); a schedule that another one replaces before its
day."""

ERASED_BY_WORKER = {
    "intake_spentstamp",
    "intake_tally",
    "notifications_delivery",
    "oversight_mark",
    "oversight_reading",
    "reports_outbox",
    "reports_uncounted",
    "statistics_cell",
}
"""Marks of what is still to do, and caches that are made anew; erased by the worker alone."""

VAULT = {"reports_browser", "reports_contactkey", "reports_identity", "reports_newschoice", "vault_sealedkey"}
"""Who the reporters are and how they are reached, sealed; and the keys to it, in boxes."""

SEALED_ONCE = {"vault_sealedkey"}
"""What is written once by whoever files; only `tuntas keys rotate` writes it anew, in the role of the owner."""

SEEN = {"vault_sealedkey": "holder_id IN (SELECT id FROM vault_holder WHERE kind = 'INSTITUTION')"}
"""Rows that web and worker may read; boxes for the Ombudsman and the escrow they can only add."""

SECRET = {
    "account_emailconfirmation",
    "accounts_invitation",
    "accounts_resetwish",
    "accounts_serviceaccount",
    "accounts_signin",
    "django_session",
    "mfa_authenticator",
    "reports_filing",
}
"""What opens an account or a report; like the vault nothing for an auditor."""

UNREAD = {"accounts_user": {"password"}}
"""Columns that are nothing for an auditor."""

_PREFIX = re.compile(r"[a-z_][a-z0-9_]{0,40}")


def prefix() -> str:
    """How the names of the roles begin: TUNTAS_ROLE_PREFIX, else `tuntas_`. Raises Trouble for nonsense."""
    given = os.environ.get("TUNTAS_ROLE_PREFIX", "tuntas_")
    if not _PREFIX.fullmatch(given):
        raise Trouble(
            f"TUNTAS_ROLE_PREFIX adalah '{given}': tulis huruf kecil, angka, atau garis bawah.",
            f"TUNTAS_ROLE_PREFIX is '{given}': write small letters, digits or underscores.",
        )
    return given


def owner() -> str:
    """The role that migrates and owns every table."""
    return f"{prefix()}migrate"


def wanted() -> list[DatabaseRole]:
    """The roles of web, worker and auditor with their rights in every table that is there."""
    tables, growing = roles.all_tables(), roles.growing_tables()
    return [
        DatabaseRole(f"{prefix()}web", {table: _web(table, growing) for table in tables}, seen=SEEN, later=True),
        DatabaseRole(f"{prefix()}worker", {table: _worker(table, growing) for table in tables}, seen=SEEN, later=True),
        DatabaseRole(f"{prefix()}auditor", {table: _auditor(table) for table in tables}, UNREAD),
    ]


def establish() -> None:
    """Make the roles and put every right as it stands here."""
    roles.establish(owner(), wanted())


def renew() -> bool:
    """After a migration: new tables get their rights, where the roles are in force; whether they are."""
    if not in_force():
        return False
    roles.regrant(wanted())
    return True


def in_force() -> bool:
    """Whether this database has our roles."""
    names = {owner(), *(f"{prefix()}{name}" for name in ("web", "worker", "auditor"))}
    return roles.standing(names) == names


def drift() -> Iterator[str]:
    """Every right that is not as it stands here, where the roles are in force."""
    if in_force():
        yield from roles.differences(wanted())


def in_the_rights(at: datetime) -> Iterator[Fault]:
    """What is wrong with the rights of this process and of the roles, for `check --deploy`."""
    wrong, server = list(drift()), engine.server()
    # An owner or a superuser is told so already.
    if server and not server.owner and roles.may_change(EVENTS):
        wrong.insert(0, EVENTS)
    if wrong:
        named = ", ".join(wrong[:NAMED_AT_MOST]) + (", ..." if len(wrong) > NAMED_AT_MOST else "")
        yield Fault(
            "database-rights",
            f"Hak dalam basis data lebih atau kurang dari yang perlu ({named}): jalankan tuntas init --roles, dan "
            f"jalankan situs sebagai {prefix()}web.",
            f"Rights in the database are more or less than is needed ({named}): run tuntas init --roles, and run the "
            f"site as {prefix()}web.",
        )


def _web(table: str, growing: set[str]) -> str:
    return _site(table, growing) + ("D" if table in ERASED | ERASED_BY_LAW else "")


def _worker(table: str, growing: set[str]) -> str:
    return _site(table, growing) + ("D" if table in ERASED | ERASED_BY_LAW | ERASED_BY_WORKER else "")


def _site(table: str, growing: set[str]) -> str:
    if table in READ:
        return "S"
    return "SI" if table in growing | SEALED_ONCE else "SIU"


def _auditor(table: str) -> str:
    return "" if table in VAULT | SECRET else "S"
