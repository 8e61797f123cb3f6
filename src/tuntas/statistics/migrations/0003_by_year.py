from django.db import migrations

_EMPTY = "DELETE FROM statistics_cell"
_MARK = (
    "INSERT INTO reports_uncounted (event_id) SELECT id FROM reports_event "
    "WHERE id NOT IN (SELECT event_id FROM reports_uncounted)"
)


class Migration(migrations.Migration):
    """Topics, channels and areas by year, stays as sums, coarser buckets: fewer cells, so all are counted anew."""

    dependencies = [("statistics", "0002_pairs")]
    operations = [
        migrations.RunSQL(_EMPTY, migrations.RunSQL.noop),
        migrations.RunSQL(_MARK, migrations.RunSQL.noop),
    ]
