from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0013_events_are_not_truncated"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)),
                fields=["tenant", "topic", "-received_at", "id"],
                name="report_topic_open",
            ),
        ),
    ]
