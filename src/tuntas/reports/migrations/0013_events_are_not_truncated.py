from django.db import migrations

from tuntas.db.guards import guarded_again


class Migration(migrations.Migration):
    """On PostgreSQL the guards now refuse TRUNCATE too."""

    dependencies = [("reports", "0012_mentions_waiting")]
    operations = guarded_again("reports_event")
