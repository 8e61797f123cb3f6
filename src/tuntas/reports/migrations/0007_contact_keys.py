import django.db.models.deletion
from django.db import migrations, models

from tuntas.kernel.ids import new_id


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_batches_and_tags")]
    operations = [
        migrations.CreateModel(
            "ContactKey",
            [
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=5)),
                ("digest", models.CharField(max_length=64)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contact_keys", to="reports.report"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["report", "kind"], name="contact_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(kind__in=["PHONE", "NAME"]), name="contact_key_kind_known"
                    ),
                ],
                "indexes": [models.Index(fields=["kind", "digest"], name="contact_key_digest")],
            },
        ),
    ]
