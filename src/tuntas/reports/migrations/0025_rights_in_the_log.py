from django.db import migrations

from tuntas.db.guards import guarded_again


class Migration(migrations.Migration):
    """On SQLite the changed constraint built the table of events anew, without its triggers."""

    dependencies = [("reports", "0024_rights")]
    operations = guarded_again("reports_event")
