"""One institution is entered once for a topic and area on any day: the database refuses the second line."""

from django.db import migrations

from tuntas.db.guards import NoOverlap


class Migration(migrations.Migration):
    dependencies = [("institutions", "0004_topics_out_of_use")]

    operations = [
        NoOverlap(
            "institutions_competence",
            ["institution_id", "topic_id", "region_id"],
            "effective_from",
            "effective_until",
        )
    ]
