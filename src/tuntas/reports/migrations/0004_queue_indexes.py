from django.db import migrations, models
from django.db.models import Q


def _index(name, *fields, **words):
    return migrations.AddIndex("report", models.Index(fields=list(fields), name=name, **words))


_OPEN = Q(ended_at__isnull=True)


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_next_due")]
    operations = [
        _index("report_agency_work", "agency", "state", "next_due_at"),
        _index("report_unit_work", "unit", "state", "next_due_at"),
        _index("report_agency_due", "agency", "next_due_at", condition=_OPEN),
        _index("report_unit_due", "unit", "next_due_at", condition=_OPEN),
        _index("report_tenant_due", "tenant", "next_due_at", condition=_OPEN),
        _index("report_due", "next_due_at", condition=_OPEN),
    ]
