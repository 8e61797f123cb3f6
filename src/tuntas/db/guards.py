"""Port: tables that only grow. Triggers refuse UPDATE and DELETE on both engines."""

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
_DROP = {
    "sqlite": "DROP TRIGGER IF EXISTS {table}_no_{verb}",
    "postgresql": "DROP TRIGGER IF EXISTS {table}_no_{verb} ON {table}",
}
_VERBS = ("update", "delete")


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


def unguard(table: str, editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the triggers: for migrations backwards and for tests that tamper on purpose."""
    template = _DROP[editor.connection.vendor]
    for verb in _VERBS:
        editor.execute(template.format(table=table, verb=verb))
