from django.db import migrations

from tuntas.db.guards import AppendOnly


class Migration(migrations.Migration):
    """What was drawn and what was scored is never changed afterwards."""

    dependencies = [("oversight", "0004_samples")]
    operations = [AppendOnly("oversight_score"), AppendOnly("oversight_sampledcase")]
