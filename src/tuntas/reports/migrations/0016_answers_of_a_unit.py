from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0015_covered_pictures")]

    operations = [
        migrations.AddIndex("event", models.Index(fields=["unit_id", "at"], name="event_unit_time")),
    ]
