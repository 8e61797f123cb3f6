from django.db import migrations

from tuntas.db.guards import AppendOnly


class Migration(migrations.Migration):
    """A finished paper is never changed."""

    dependencies = [("evaluation", "0001_papers")]
    operations = [AppendOnly("evaluation_periodreport")]
