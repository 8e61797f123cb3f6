import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("statistics", "0003_by_year")]
    operations = [
        migrations.AddIndex(
            "Cell",
            models.Index(fields=["tenant", "axis", "year", "metric"], name="cell_of"),
        ),
        migrations.AddIndex(
            "Cell",
            models.Index(fields=["axis", "metric", "member", "year"], name="cell_by"),
        ),
        migrations.RemoveIndex("Cell", "cell_cut"),
        migrations.AlterField(
            "Cell",
            "tenant",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="institutions.institution",
            ),
        ),
    ]
