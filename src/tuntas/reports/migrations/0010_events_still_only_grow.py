from django.db import migrations

from tuntas.db.guards import AppendOnly, guard, unguard


def _off(apps, editor):
    unguard("reports_event", editor)


def _on(apps, editor):
    guard("reports_event", editor)


class Migration(migrations.Migration):
    """On SQLite a changed constraint builds the table anew, without its triggers: 0008 lost them."""

    dependencies = [("reports", "0009_words")]
    operations = [migrations.RunPython(_off, _on), AppendOnly("reports_event")]
