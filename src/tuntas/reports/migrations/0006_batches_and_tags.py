import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tuntas.kernel.ids
from tuntas.db.guards import AppendOnly, guard, unguard


def _off(apps, editor):
    unguard("reports_event", editor)


def _on(apps, editor):
    guard("reports_event", editor)


class Migration(migrations.Migration):
    dependencies = [
        ("institutions", "0002_brand"),
        ("reports", "0005_photos_from_the_field"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tuntas.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("act", models.CharField(max_length=10)),
                ("values", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="BatchRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tuntas.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seq", models.PositiveSmallIntegerField()),
                ("outcome", models.CharField(default="WAITING", max_length=8)),
                ("sentence", models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tuntas.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="Tagging",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tuntas.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
        ),
        # SQLite builds the table anew without its triggers; PostgreSQL keeps them: off first, on again on both.
        migrations.RunPython(_off, _on),
        migrations.RemoveConstraint(
            model_name="event",
            name="event_verb_known",
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "verb__in",
                        [
                            "SUBMIT",
                            "ASK_COMPLETION",
                            "COMPLETE",
                            "LAPSE_COMPLETION",
                            "PROPOSE_ARCHIVE",
                            "ARCHIVE",
                            "MERGE",
                            "REFER",
                            "DISPATCH_INSTITUTION",
                            "DISPATCH_UNIT",
                            "RETURN",
                            "REDISPATCH_INSTITUTION",
                            "REDISPATCH_UNIT",
                            "ACKNOWLEDGE",
                            "RESPOND",
                            "PROPOSE_FOLLOW_UP",
                            "APPROVE",
                            "APPROVE_PROMISE",
                            "SEND_BACK",
                            "REQUEST_HOLD",
                            "HOLD",
                            "REFUSE_HOLD",
                            "RESUME",
                            "ASK_REPORTER",
                            "ANSWER_QUESTION",
                            "LAPSE_QUESTION",
                            "FOLLOW_UP",
                            "PROMISE",
                            "KEEP_PROMISE",
                            "BREAK_PROMISE",
                            "REPLY",
                            "ANSWER_REPLY",
                            "CONFIRM",
                            "DISPUTE",
                            "CLOSE_SILENT",
                            "CLOSE_BY_COORDINATOR",
                            "REOPEN",
                            "APPEAL",
                            "ACCEPT_APPEAL",
                            "REJECT_APPEAL",
                            "REVIVE",
                            "SPLIT",
                            "WITHDRAW",
                            "CONTINUE_WITHDRAWN",
                            "RECLASSIFY",
                            "PUBLISH",
                            "HIDE",
                            "ASK_PUBLISH",
                            "ASK_HIDE",
                            "ADD",
                            "NOTE",
                            "ASSIGN",
                            "COPY",
                            "ADD_SUBTASK",
                            "FINISH_SUBTASK",
                            "RATE",
                            "REVEAL",
                            "TAG",
                            "NUDGE",
                            "LAPSE",
                            "ESCALATE",
                            "REMIND",
                            "RECOMPUTE",
                        ],
                    )
                ),
                name="event_verb_known",
            ),
        ),
        AppendOnly("reports_event"),
        migrations.AddField(
            model_name="batch",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="batchrow",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="reports.batch"
            ),
        ),
        migrations.AddField(
            model_name="batchrow",
            name="report",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reports.report"),
        ),
        migrations.AddField(
            model_name="tag",
            name="institution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="institutions.institution"
            ),
        ),
        migrations.AddField(
            model_name="tagging",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="taggings", to="reports.report"
            ),
        ),
        migrations.AddField(
            model_name="tagging",
            name="tag",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="taggings", to="reports.tag"
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("act__in", ["DISPATCH", "ASSIGN", "MERGE", "TAG", "NUDGE"])), name="batch_act_known"
            ),
        ),
        migrations.AddIndex(
            model_name="batchrow",
            index=models.Index(
                condition=models.Q(("outcome", "WAITING")), fields=["batch", "seq"], name="batch_row_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="batchrow",
            constraint=models.UniqueConstraint(fields=("batch", "seq"), name="batch_row_in_order"),
        ),
        migrations.AddConstraint(
            model_name="batchrow",
            constraint=models.UniqueConstraint(fields=("batch", "report"), name="batch_row_once"),
        ),
        migrations.AddConstraint(
            model_name="batchrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome__in", ["WAITING", "DONE"]), ("sentence", "")),
                    models.Q(("outcome", "REFUSED"), models.Q(("sentence", ""), _negated=True)),
                    _connector="OR",
                ),
                name="batch_row_refused_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(fields=("institution", "name"), name="tag_once"),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="tag_has_a_name"),
        ),
        migrations.AddConstraint(
            model_name="tagging",
            constraint=models.UniqueConstraint(fields=("tag", "report"), name="tagging_once"),
        ),
    ]
