from django.db import migrations

from tuntas.db.guards import AppendOnly


class Migration(migrations.Migration):
    """What was agreed on is never changed afterwards."""

    dependencies = [("evaluation", "0005_agreements")]
    operations = [AppendOnly("evaluation_agreement")]
