"""The number of a receipt that was given while the database was away, where another report has it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0020_uncounted")]

    operations = [
        migrations.AddField("filing", "promised", models.CharField(blank=True, default="", max_length=8)),
    ]
