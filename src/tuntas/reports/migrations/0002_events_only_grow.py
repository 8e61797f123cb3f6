from django.db import migrations

from tuntas.db.guards import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_tables")]
    operations = [AppendOnly("reports_event")]
