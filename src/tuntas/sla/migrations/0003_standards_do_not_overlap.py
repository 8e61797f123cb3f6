"""Two versions of one service standard never hold on the same day: the database refuses the second."""

from django.db import migrations

from tuntas.db.guards import NoOverlap


class Migration(migrations.Migration):
    dependencies = [("sla", "0002_amendments")]

    operations = [
        NoOverlap(
            "sla_rule",
            ["kind", "classification", "topic_code", "institution_code"],
            "effective_from",
            "effective_until",
        )
    ]
