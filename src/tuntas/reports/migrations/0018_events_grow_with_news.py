from django.db import migrations

from tuntas.db.guards import guarded_again


class Migration(migrations.Migration):
    """On SQLite a changed constraint builds the table anew, without its triggers: 0017 lost them."""

    dependencies = [("reports", "0017_news_choice")]
    operations = guarded_again("reports_event")
