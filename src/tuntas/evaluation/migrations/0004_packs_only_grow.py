from django.db import migrations

from tuntas.db.guards import AppendOnly


class Migration(migrations.Migration):
    """What is known of a finished pack is never changed."""

    dependencies = [("evaluation", "0003_packs")]
    operations = [AppendOnly("evaluation_evidencepack")]
