from django.db import migrations

from tuntas.db.guards import AppendOnly


class Migration(migrations.Migration):
    """What the Ombudsman issued is never changed afterwards."""

    dependencies = [("oversight", "0002_examinations")]
    operations = [AppendOnly("oversight_examination")]
