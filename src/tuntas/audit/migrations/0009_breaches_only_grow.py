from django.db import migrations

from tuntas.db.guards import AppendOnly


class Migration(migrations.Migration):
    """What was entered about a breach is never changed afterwards."""

    dependencies = [("audit", "0008_breaches")]
    operations = [AppendOnly("audit_breach"), AppendOnly("audit_breachstep")]
