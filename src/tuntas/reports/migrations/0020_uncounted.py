import django.db.models.deletion
from django.db import migrations, models

_FILL = "INSERT INTO reports_uncounted (event_id) SELECT id FROM reports_event"


class Migration(migrations.Migration):
    dependencies = [("reports", "0019_browser")]
    operations = [
        migrations.CreateModel(
            name="Uncounted",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="reports.event",
                    ),
                ),
            ],
        ),
        # Nothing that happened before was ever counted into cells.
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
