from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="LastSeen",
            fields=[
                ("part", models.CharField(max_length=12, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("good", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("part__in", ["worker", "verify"])), name="last_seen_part_known"
                    )
                ],
            },
        ),
    ]
