from django.db import migrations

from tuntas.db.guards import NoOverlap, guarded_again


class Migration(migrations.Migration):
    """On SQLite the changed constraint built the table of events anew, without its triggers."""

    dependencies = [("reports", "0022_erasures")]
    operations = [
        *guarded_again("reports_event"),
        NoOverlap(
            "reports_retentionrule",
            ["government_id", "classification", "kind"],
            since="effective_from",
            until="effective_until",
        ),
    ]
