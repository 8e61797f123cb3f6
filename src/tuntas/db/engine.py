"""Port: where the database lies and what its server says about itself, for `tuntas check`."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection

_DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
"""What a server must not have off, or an acknowledged report is gone with the power."""

_ASKED = """
SELECT r.rolsuper,
       EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = current_schema() AND c.relkind = 'r' AND pg_has_role(c.relowner, 'USAGE')),
       clock_timestamp(),
       COALESCE((SELECT s.ssl FROM pg_stat_ssl s WHERE s.pid = pg_backend_pid()), false),
       inet_server_addr() IS NOT NULL AND NOT (inet_client_addr() <<= '127.0.0.0/8' OR inet_client_addr() = '::1')
FROM pg_roles r WHERE r.rolname = current_user
"""


@dataclass(frozen=True)
class Server:
    """A database server as this process meets it.

    `superuser` and `owner` are about the role of this process (owner: of tables of the application), `lax` names the
    durability settings that are off, `clock` is the server's, `plain` a connection over a network without TLS.
    """

    superuser: bool
    owner: bool
    lax: tuple[str, ...]
    clock: datetime
    plain: bool


def server() -> Server | None:
    """The server, or None where the database is a file."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(_ASKED)
        superuser, owner, clock, encrypted, remote = cursor.fetchone()
        cursor.execute(
            "SELECT name FROM pg_settings WHERE setting = 'off' AND name = ANY(%s) ORDER BY name", [[*_DURABLE]]
        )
        lax = tuple(name for (name,) in cursor.fetchall())
    return Server(superuser, superuser or owner, lax, clock, remote and not encrypted)


def database_file() -> Path | None:
    """The file of an embedded database, or None where a server keeps it (or it lies in memory)."""
    name = str(connection.settings_dict["NAME"])
    on_disk = connection.vendor == "sqlite" and "memory" not in name
    return Path(name) if on_disk else None
