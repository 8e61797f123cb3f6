from datetime import UTC, datetime

from django.db import migrations, models
from django.db.models import Min, OuterRef, Subquery
from django.db.models.functions import Coalesce

NEVER = datetime(9000, 1, 1, tzinfo=UTC)
QUIET = ("STATUTORY_RESPONSE", "STATUTORY_SETTLEMENT", "OMBUDSMAN", "ACCEPTANCE")


def _fill(apps, editor):
    clocks = apps.get_model("reports", "Clock").objects.filter(
        report=OuterRef("pk"), stopped_at__isnull=True, paused_at__isnull=True, due_at__isnull=False
    )
    nearest = clocks.exclude(kind__in=QUIET).order_by().values("report").annotate(due=Min("due_at")).values("due")
    running = apps.get_model("reports", "Report").objects.filter(ended_at__isnull=True)
    running.update(next_due_at=Coalesce(Subquery(nearest), NEVER, output_field=models.DateTimeField()))


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_events_only_grow")]
    operations = [
        migrations.AddField("report", "next_due_at", models.DateTimeField(default=NEVER)),
        migrations.RunPython(_fill, migrations.RunPython.noop),
    ]
