from django.conf import settings
from django.db import migrations, models

from tuntas.db.guards import guarded_again


class Migration(migrations.Migration):
    """Reports whose filing is doubtful. The known verbs change, which on SQLite builds the table of events anew."""

    dependencies = [
        ("institutions", "0005_register_does_not_overlap"),
        ("reports", "0025_rights_in_the_log"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="batch",
            name="batch_act_known",
        ),
        migrations.RemoveConstraint(
            model_name="event",
            name="event_verb_known",
        ),
        migrations.AddField(
            model_name="report",
            name="quarantined_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("quarantined_at__isnull", False)),
                fields=["agency", "next_due_at", "id"],
                name="report_quarantined",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("act__in", ["DISPATCH", "ASSIGN", "MERGE", "TAG", "NUDGE", "RELEASE", "SPAM"])),
                name="batch_act_known",
            ),
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
                            "JOIN",
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
                            "FLAG",
                            "DISMISS_FLAG",
                            "RELEASE",
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
                            "CHANGE_NEWS",
                            "ERASE",
                            "ERASE_AGAIN",
                            "FORBID_ERASURE",
                            "ALLOW_ERASURE",
                            "INVOKE_RIGHT",
                            "DECIDE_RIGHT",
                            "CORRECT_CONTACT",
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
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("quarantined_at__isnull", True), ("state", "RECEIVED"), _connector="OR"),
                name="report_quarantined_when_received",
            ),
        ),
        *guarded_again("reports_event"),
    ]
