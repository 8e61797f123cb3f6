from django.db import migrations

from tuntas.db.guards import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_tables")]
    operations = [AppendOnly("audit_access")]
