import re
import secrets
import unicodedata

import django.db.models.deletion
from django.db import migrations, models

BATCH = 500
_SQLITE = (
    "CREATE VIRTUAL TABLE reports_words_fts USING fts5(text, content='reports_words', content_rowid='id')",
    "CREATE TRIGGER reports_words_in AFTER INSERT ON reports_words BEGIN "
    "INSERT INTO reports_words_fts(rowid, text) VALUES (new.id, new.text); END",
    "CREATE TRIGGER reports_words_out AFTER DELETE ON reports_words BEGIN "
    "INSERT INTO reports_words_fts(reports_words_fts, rowid, text) VALUES ('delete', old.id, old.text); END",
    "CREATE TRIGGER reports_words_new AFTER UPDATE ON reports_words BEGIN "
    "INSERT INTO reports_words_fts(reports_words_fts, rowid, text) VALUES ('delete', old.id, old.text); "
    "INSERT INTO reports_words_fts(rowid, text) VALUES (new.id, new.text); END",
)
_SQLITE_BACK = ("DROP TABLE reports_words_fts",)
_POSTGRES = ("CREATE INDEX reports_words_gin ON reports_words USING gin (to_tsvector('simple', text))",)
_POSTGRES_BACK = ("DROP INDEX reports_words_gin",)


def _engine(sqlite, postgres):
    def run(apps, editor):
        for statement in sqlite if editor.connection.vendor == "sqlite" else postgres:
            editor.execute(statement, params=None)

    return run


def _folded(text):
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(word for word in re.findall(r"[^\W_]+", plain) if word.isalnum())


def _fill(apps, editor):
    words = apps.get_model("reports", "Words")
    rows = apps.get_model("reports", "Report").objects.only("pk", "title", "body", "place_text")
    batch = []
    for row in rows.iterator(chunk_size=BATCH):
        text = _folded(f"{row.title} {row.body} {row.place_text}")
        batch.append(words(id=secrets.randbits(62), report_id=row.pk, text=text))
        if len(batch) == BATCH:
            words.objects.bulk_create(batch)
            batch = []
    words.objects.bulk_create(batch)


class Migration(migrations.Migration):
    dependencies = [("reports", "0008_joining_and_flags")]
    operations = [
        migrations.CreateModel(
            "Words",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("text", models.TextField()),
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="words", to="reports.report"
                    ),
                ),
            ],
        ),
        migrations.RunPython(_engine(_SQLITE, _POSTGRES), _engine(_SQLITE_BACK, _POSTGRES_BACK)),
        migrations.RunPython(_fill, migrations.RunPython.noop),
    ]
