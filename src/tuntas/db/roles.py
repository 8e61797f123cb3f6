"""Port: what the database itself lets each process do. PostgreSQL keeps roles with rights for each table; SQLite has
the owner of the file and nobody else, so there is nothing to set and nothing to find fault with.

`establish` puts everything as wanted, whatever was there before: run again it mends what drifted.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.loader import MigrationLoader

from .guards import AppendOnly

RIGHTS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
"""The rights by their letter. TRUNCATE, REFERENCES and TRIGGER are nobody's but the owner's."""

_ALL = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
_RULES = {"SELECT": "USING ({})", "INSERT": "WITH CHECK (true)", "DELETE": "USING ({})"}
_LATER = "SELECT, INSERT"
"""What the processes may do with a table that comes later, until `establish` has given it its own rights."""


@dataclass(frozen=True)
class DatabaseRole:
    """One role: its rights by table, as letters of `RIGHTS`; columns it must not read, by table; which rows it may
    read, by table, as a condition (it may add any); and whether tables that come later are open to it at once."""

    name: str
    rights: Mapping[str, str]
    unread: Mapping[str, Collection[str]] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)
    later: bool = False


def has_roles() -> bool:
    """Whether this engine keeps roles."""
    return connection.vendor == "postgresql"


def growing_tables() -> set[str]:
    """The tables of which a migration says that they only grow."""
    loader = MigrationLoader(None)
    operations = (one for migration in loader.disk_migrations.values() for one in migration.operations)
    return {one.table for one in operations if isinstance(one, AppendOnly)}


def all_tables() -> list[str]:
    """Every table of ours that is there, in the order of the alphabet."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted({*tables, "django_migrations"})


def standing(names: Collection[str]) -> set[str]:
    """Those of the roles that are there."""
    if not has_roles():
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(names)])
        return {name for (name,) in cursor.fetchall()}


def may_change(table: str) -> bool:
    """Whether the role that we are logged in as may change, remove or empty what is in the table."""
    if not has_roles():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(quote_ident(%s), 'UPDATE, DELETE, TRUNCATE')", [table])
        found: bool = cursor.fetchone()[0]
        return found


def establish(owner: str, roles: Sequence[DatabaseRole]) -> None:
    """Make the roles that are missing, give `owner` every table, and each role just its rights, in one transaction.

    Roles log in without a password until an operator sets one. Whoever runs this is a superuser, or may make roles
    and owns the tables.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for name in (owner, *(role.name for role in roles)):
            _make(cursor, name)
            _reduce(cursor, name)
        _own(cursor, owner)
        _open_schema(cursor, owner, roles)
        for role in roles:
            _grant(cursor, role)


def regrant(roles: Sequence[DatabaseRole]) -> None:
    """Give each role just its rights, after tables came or went. Whoever runs this owns the tables."""
    with transaction.atomic(), connection.cursor() as cursor:
        for role in roles:
            _grant(cursor, role)


def differences(roles: Sequence[DatabaseRole]) -> Iterator[str]:
    """Every right that a role has and should not have, or should have and lacks: `role: table RIGHT`."""
    tables = all_tables()
    with connection.cursor() as cursor:
        for role in roles:
            held = _held(cursor, role.name, tables)
            for table in tables:
                wanted = {RIGHTS[letter] for letter in role.rights.get(table, "")}
                if table in role.unread:
                    wanted.discard("SELECT")
                for right in sorted(wanted ^ held[table]):
                    yield f"{role.name}: {table} {right}"
            yield from _wide(cursor, role)


def _wide(cursor: CursorWrapper, role: DatabaseRole) -> Iterator[str]:
    """Tables whose rows are open to the role beyond its condition, because nobody asks for it any more."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r' AND NOT relrowsecurity",
        [list(role.seen)],
    )
    for (table,) in cursor.fetchall():
        yield f"{role.name}: {table} ROW LEVEL SECURITY"


def _held(cursor: CursorWrapper, role: str, tables: Sequence[str]) -> dict[str, set[str]]:
    cursor.execute(
        "SELECT t, r FROM unnest(%s::text[]) t, unnest(%s::text[]) r WHERE has_table_privilege(%s, quote_ident(t), r)",
        [list(tables), list(_ALL), role],
    )
    held: dict[str, set[str]] = {table: set() for table in tables}
    for table, right in cursor.fetchall():
        held[table].add(right)
    return held


def _make(cursor: CursorWrapper, name: str) -> None:
    if not standing([name]):
        _say(cursor, "CREATE ROLE {} LOGIN", name)


def _reduce(cursor: CursorWrapper, name: str) -> None:
    """Powers over the server go, and so does what the role would have through another one."""
    cursor.execute(
        "SELECT 1 FROM pg_roles WHERE rolname = %s"
        " AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)",
        [name],
    )
    if cursor.fetchone():
        _say(cursor, "ALTER ROLE {} NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS", name)
    cursor.execute(
        "SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid"
        " JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = %s",
        [name],
    )
    for (group,) in cursor.fetchall():
        _say(cursor, "REVOKE {} FROM {}", group, name)


def _own(cursor: CursorWrapper, owner: str) -> None:
    """All our tables, and the functions of their triggers, belong to the role that migrates."""
    cursor.execute(
        "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner"
        " WHERE c.relkind IN ('r', 'p') AND c.relname = ANY(%s) AND pg_table_is_visible(c.oid) AND r.rolname <> %s",
        [all_tables(), owner],
    )
    foreign = [table for (table,) in cursor.fetchall()]
    cursor.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner"
        " WHERE p.pronamespace = current_schema()::regnamespace AND r.rolname <> %s AND NOT EXISTS"
        " (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')",
        [owner],
    )
    functions = [function for (function,) in cursor.fetchall()]
    _say(cursor, "GRANT USAGE, CREATE ON SCHEMA {} TO {}", _schema(cursor), owner)
    for table in foreign:
        cursor.execute(f"ALTER TABLE {table} OWNER TO {_quoted(owner)}")
    for function in functions:
        cursor.execute(f"ALTER FUNCTION {function} OWNER TO {_quoted(owner)}")


def _open_schema(cursor: CursorWrapper, owner: str, roles: Sequence[DatabaseRole]) -> None:
    schema = _schema(cursor)
    _say(cursor, "REVOKE CREATE ON SCHEMA {} FROM PUBLIC", schema)
    for role in roles:
        _say(cursor, "REVOKE ALL ON SCHEMA {} FROM {}", schema, role.name)
        _say(cursor, "GRANT USAGE ON SCHEMA {} TO {}", schema, role.name)
        change = "GRANT {} ON TABLES TO" if role.later else "REVOKE {} ON TABLES FROM"
        line = "ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA {} " + change.format(_LATER) + " {}"
        _say(cursor, line, owner, schema, role.name)


def _grant(cursor: CursorWrapper, role: DatabaseRole) -> None:
    """Everything is taken away and the rights given anew; nobody sees it in between."""
    cursor.execute(f"REVOKE ALL ON {', '.join(map(_quoted, role.rights))} FROM {_quoted(role.name)}")
    for letters in sorted(set(role.rights.values()) - {""}):
        tables = sorted(table for table, given in role.rights.items() if given == letters)
        whole = [table for table in tables if table not in role.unread]
        if whole:
            _give(cursor, ", ".join(RIGHTS[letter] for letter in letters), whole, role.name)
        for table in set(tables) - set(whole):
            _give_columns(cursor, role, table)
    _narrow(cursor, role)


def _narrow(cursor: CursorWrapper, role: DatabaseRole) -> None:
    """Row-level security: of these tables the role reads the rows of its condition alone."""
    for table, condition in role.seen.items():
        _say(cursor, "ALTER TABLE {} ENABLE ROW LEVEL SECURITY", table)
        for verb, rule in _RULES.items():
            policy = f"{role.name}_{verb.lower()}"
            _say(cursor, "DROP POLICY IF EXISTS {} ON {}", policy, table)
            rest = f"FOR {verb} TO {_quoted(role.name)} {rule.format(condition)}"
            cursor.execute(f"CREATE POLICY {_quoted(policy)} ON {_quoted(table)} {rest}")


def _give(cursor: CursorWrapper, rights: str, tables: Sequence[str], to: str) -> None:
    cursor.execute(f"GRANT {rights} ON {', '.join(map(_quoted, tables))} TO {_quoted(to)}")


def _give_columns(cursor: CursorWrapper, role: DatabaseRole, table: str) -> None:
    columns = [one.name for one in connection.introspection.get_table_description(cursor, table)]
    shown = ", ".join(_quoted(name) for name in columns if name not in role.unread[table])
    cursor.execute(f"GRANT SELECT ({shown}) ON {_quoted(table)} TO {_quoted(role.name)}")


def _schema(cursor: CursorWrapper) -> str:
    cursor.execute("SELECT current_schema()")
    name: str = cursor.fetchone()[0]
    return name


def _say(cursor: CursorWrapper, line: str, *names: str) -> None:
    cursor.execute(line.format(*map(_quoted, names)))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
