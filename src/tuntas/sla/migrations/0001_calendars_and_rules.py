"""Calendars with their decrees, and service standards."""

import django.db.models.deletion
from django.db import migrations, models

import tuntas.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Decree",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tuntas.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=120, unique=True)),
                ("title", models.CharField(max_length=240)),
                ("issued_on", models.DateField(blank=True, null=True)),
                ("legal_basis", models.CharField(max_length=240)),
                ("pending", models.BooleanField(default=False)),
                ("entered_at", models.DateTimeField(blank=True, null=True)),
                ("entered_by", models.CharField(blank=True, max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name="Calendar",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tuntas.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("version", models.PositiveIntegerField(default=1)),
                ("seal", models.UUIDField(default=tuntas.kernel.ids.new_id, editable=False)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="sla.calendar",
                    ),
                ),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True),
                    models.Q(("parent", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="calendar_not_own_parent",
            ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarYear",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tuntas.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="years", to="sla.calendar"
                    ),
                ),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=("calendar", "year"), name="calendar_year_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tuntas.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("date", models.DateField()),
                ("kind", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=240)),
                ("estimated", models.BooleanField(default=False)),
                ("added_in", models.PositiveIntegerField(default=1)),
                ("revoked_in", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="days", to="sla.calendar"
                    ),
                ),
                (
                    "decree",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="days",
                        to="sla.decree",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revoked_days",
                        to="sla.decree",
                    ),
                ),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(
                condition=models.Q(("revoked_by__isnull", True)),
                fields=("calendar", "date"),
                name="calendar_day_once",
            ),
                    models.CheckConstraint(
                condition=models.Q(("kind__in", ["HOLIDAY", "JOINT_LEAVE", "LOCAL", "WORKING"])),
                name="calendar_day_kind_known",
            ),
                    models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_by__isnull", True), ("revoked_in__isnull", True)),
                    models.Q(("revoked_by__isnull", False), ("revoked_in__gt", models.F("added_in"))),
                    _connector="OR",
                ),
                name="calendar_day_revoked_whole",
            ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tuntas.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=24)),
                ("classification", models.CharField(blank=True, max_length=12)),
                ("topic_code", models.CharField(blank=True, max_length=60)),
                ("institution_code", models.CharField(blank=True, max_length=60)),
                ("days", models.PositiveSmallIntegerField()),
                ("unit", models.CharField(max_length=8)),
                ("legal_basis", models.CharField(max_length=240)),
                ("effective_from", models.DateField()),
                ("effective_until", models.DateField(blank=True, null=True)),
                ("verified", models.BooleanField(default=False)),
                ("note", models.TextField(blank=True)),
                ("entered_at", models.DateTimeField(blank=True, null=True)),
                ("entered_by", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("days__gt", 0)), name="rule_days_positive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "VERIFICATION",
                                    "RESPONSE",
                                    "SETTLEMENT",
                                    "COMPLETION",
                                    "AUTO_CLOSE",
                                    "ACCEPTANCE",
                                    "REPLY",
                                    "STATUTORY_RESPONSE",
                                    "STATUTORY_SETTLEMENT",
                                    "OMBUDSMAN",
                                    "PROMISE",
                                    "WAITING",
                                ],
                            )
                        ),
                        name="rule_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit__in", ["WORKING", "CALENDAR", "YEARS"])),
                        name="rule_unit_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("legal_basis", ""), _negated=True), name="rule_has_legal_basis"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effective_until__isnull", True),
                            ("effective_until__gte", models.F("effective_from")),
                            _connector="OR",
                        ),
                        name="rule_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        fields=("kind", "classification", "topic_code", "institution_code", "effective_from"),
                        name="rule_once_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("effective_until__isnull", True)),
                        fields=("kind", "classification", "topic_code", "institution_code"),
                        name="rule_one_open",
                    ),
                ],
            },
        ),
    ]
