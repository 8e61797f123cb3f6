from django.db import migrations, models
from django.db.models import F, Q


def name_what_is_published(apps, schema_editor):
    """Pictures published before were shown as their display copies."""
    apps.get_model("reports", "Attachment").objects.filter(published=True).update(public_name=F("name"))


class Migration(migrations.Migration):
    dependencies = [("reports", "0014_topic_open")]

    operations = [
        migrations.AddField("attachment", "covers", models.JSONField(default=list)),
        migrations.AddField("attachment", "public_name", models.CharField(blank=True, default="", max_length=80)),
        migrations.RunPython(name_what_is_published, migrations.RunPython.noop),
        migrations.AddConstraint(
            "attachment",
            models.CheckConstraint(
                condition=Q(published=False) | ~Q(public_name=""), name="attachment_published_under_a_name"
            ),
        ),
    ]
