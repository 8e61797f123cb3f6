from django.db import migrations, models

_EMPTY = "DELETE FROM statistics_cell"
_MARK = (
    "INSERT INTO reports_uncounted (event_id) SELECT id FROM reports_event "
    "WHERE id NOT IN (SELECT event_id FROM reports_uncounted)"
)
_AXES = ["AREA", "CHANNEL", "DAY", "GOVERNMENT", "TOPIC", "UNIT", "UNIT_AREA", "UNIT_TOPIC"]


class Migration(migrations.Migration):
    dependencies = [("statistics", "0001_cells"), ("reports", "0020_uncounted")]
    operations = [
        # The worker counts all events anew, on the new axes too.
        migrations.RunSQL(_EMPTY, migrations.RunSQL.noop),
        migrations.RunSQL(_MARK, migrations.RunSQL.noop),
        migrations.RemoveConstraint("Cell", "cell_axis_known"),
        migrations.AlterField("Cell", "member", models.CharField(blank=True, max_length=100)),
        migrations.AddConstraint(
            "Cell", models.CheckConstraint(condition=models.Q(("axis__in", _AXES)), name="cell_axis_known")
        ),
    ]
