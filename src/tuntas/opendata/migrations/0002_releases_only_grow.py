from django.db import migrations

from tuntas.db.guards import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("opendata", "0001_releases")]
    operations = [AppendOnly("opendata_release")]
