from django.db import migrations

from tuntas.db.guards import guarded_again


class Migration(migrations.Migration):
    """On PostgreSQL the guards now refuse TRUNCATE too."""

    dependencies = [("audit", "0006_changes_only_grow")]
    operations = [*guarded_again("audit_access"), *guarded_again("audit_dayroot"), *guarded_again("audit_change")]
