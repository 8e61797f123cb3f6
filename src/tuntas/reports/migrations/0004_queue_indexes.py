from django.db import migrations, models
from django.db.models import Q


def _index(name, *fields, **words):
    return migrations.AddIndex("report", models.Index(fields=list(fields), name=name, **words))


_OPEN = Q(ended_at__isnull=True)


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_next_due")]
    operations = [
        _index("report_agency_work", "agency", "state", "next_due_at", "id"),
        _index("report_unit_work", "unit", "state", "next_due_at", "id"),
        _index("report_due", "next_due_at", "id", condition=_OPEN),
        _index("report_hold_asked", "agency", condition=Q(hold_requested=True)),
        _index("report_appealed", "agency", condition=Q(appealed_at__isnull=False, appeal_decided_at__isnull=True)),
        _index("report_disputed", "next_due_at", "id", condition=Q(disputed=True, ended_at__isnull=True)),
        _index("report_ended", "-ended_at", "-id", condition=Q(ended_at__isnull=False)),
        _index(
            "report_assignee_due",
            "assignee",
            "next_due_at",
            "id",
            condition=Q(assignee__isnull=False, ended_at__isnull=True),
        ),
    ]
