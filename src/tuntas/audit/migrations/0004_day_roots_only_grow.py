from django.db import migrations

from tuntas.db.guards import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_day_roots")]
    operations = [AppendOnly("audit_dayroot")]
