from django.db import migrations

from tuntas.db.guards import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_changes")]
    operations = [AppendOnly("audit_change")]
