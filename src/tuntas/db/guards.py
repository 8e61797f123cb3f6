"""Port: tables that only grow. Triggers refuse UPDATE and DELETE on both engines, on PostgreSQL TRUNCATE too
(SQLite has none)."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} only grows: {verb} refused'); END
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION tuntas_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% only grows: % refused', TG_TABLE_NAME, TG_OP; END $$
"""
_POSTGRES = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH ROW EXECUTE FUNCTION tuntas_refuse_change()
"""
_POSTGRES_TRUNCATE = """
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION tuntas_refuse_change()
"""
_DROP = {
    "sqlite": "DROP TRIGGER IF EXISTS {table}_no_{verb}",
    "postgresql": "DROP TRIGGER IF EXISTS {table}_no_{verb} ON {table}",
}
_VERBS = ("update", "delete")
_DROPPED = (*_VERBS, "truncate")


class AppendOnly(migrations.RunPython):
    """Migration operation: from here on rows of `table` can be added, never changed or removed."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(self._guard, self._unguard)

    def deconstruct(self) -> tuple[str, list[str], dict[str, object]]:
        return (type(self).__name__, [self.table], {})

    def _guard(self, apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        guard(self.table, editor)

    def _unguard(self, apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        unguard(self.table, editor)


def guard(table: str, editor: BaseDatabaseSchemaEditor) -> None:
    """Install the triggers."""
    if editor.connection.vendor == "postgresql":
        # Without parameters at all: the per cent signs in it are PL/pgSQL's, not the driver's.
        editor.execute(_POSTGRES_FUNCTION, params=None)
    template = _POSTGRES if editor.connection.vendor == "postgresql" else _SQLITE
    for verb in _VERBS:
        editor.execute(template.format(table=table, verb=verb))
    if editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRES_TRUNCATE.format(table=table))


def guarded_again(table: str) -> list[migrations.RunPython]:
    """Migration operations: put the triggers on anew, where a rebuilt table lost them or a newer guard knows more."""

    def off(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        unguard(table, editor)

    def on(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        guard(table, editor)

    return [migrations.RunPython(off, on), AppendOnly(table)]


def unguard(table: str, editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the triggers: for migrations backwards and for tests that tamper on purpose."""
    template = _DROP[editor.connection.vendor]
    for verb in _DROPPED:
        editor.execute(template.format(table=table, verb=verb))


_OVERLAP = (
    "SELECT 1 FROM {table} other WHERE other.id <> NEW.id AND {same}"
    " AND (other.{until} IS NULL OR other.{until} >= NEW.{since})"
    " AND (NEW.{until} IS NULL OR NEW.{until} >= other.{since})"
)
_SQLITE_OVERLAP = """
CREATE TRIGGER {table}_no_overlap_{verb} BEFORE {verb} ON {table} WHEN EXISTS ({found})
BEGIN SELECT RAISE(ABORT, '{table}: two versions overlap'); END
"""
_POSTGRES_OVERLAP_FUNCTION = """
CREATE OR REPLACE FUNCTION {table}_no_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS ({found}) THEN
    RAISE EXCEPTION '{table}: two versions overlap' USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NEW;
END $$
"""
_POSTGRES_OVERLAP = """
CREATE TRIGGER {table}_no_overlap BEFORE INSERT OR UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_no_overlap()
"""


class NoOverlap(migrations.RunPython):
    """Migration operation: of rows equal in `scope` (empty equals empty) no two hold on the same day.

    Both dates are included; an empty `until` is for ever. On SQLite a later migration that builds the table
    anew drops the trigger: say it again there.
    """

    def __init__(self, table: str, scope: list[str], since: str, until: str) -> None:
        self.table, self.scope, self.since, self.until = table, scope, since, until
        super().__init__(self._guard, self._unguard)

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return (type(self).__name__, [self.table, self.scope, self.since, self.until], {})

    def _guard(self, apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        postgres = editor.connection.vendor == "postgresql"
        same = "IS NOT DISTINCT FROM" if postgres else "IS"
        scope = " AND ".join(f"other.{name} {same} NEW.{name}" for name in self.scope)
        found = _OVERLAP.format(table=self.table, same=scope, since=self.since, until=self.until)
        if postgres:
            editor.execute(_POSTGRES_OVERLAP_FUNCTION.format(table=self.table, found=found), params=None)
            editor.execute(_POSTGRES_OVERLAP.format(table=self.table))
            return
        for verb in ("insert", "update"):
            editor.execute(_SQLITE_OVERLAP.format(table=self.table, verb=verb, found=found))

    def _unguard(self, apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER IF EXISTS {self.table}_no_overlap ON {self.table}")
            return
        for verb in ("insert", "update"):
            editor.execute(f"DROP TRIGGER IF EXISTS {self.table}_no_overlap_{verb}")
