import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tuntas.kernel.ids import new_id


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_tables"), ("institutions", "0001_tables")]
    operations = [
        migrations.CreateModel(
            "SavedView",
            [
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(max_length=500)),
                (
                    "institution",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="institutions.institution",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["owner", "name"],
                        condition=models.Q(institution__isnull=True),
                        name="view_name_once_a_person",
                    ),
                    models.UniqueConstraint(
                        fields=["institution", "name"],
                        condition=models.Q(institution__isnull=False),
                        name="view_name_once_an_institution",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(name="") & ~models.Q(query=""), name="view_says_something"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            "DeskChoice",
            [
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("columns", models.JSONField(default=list)),
                ("letter_keys", models.BooleanField(default=True)),
            ],
        ),
    ]
