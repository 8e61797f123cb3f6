
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='SpentStamp',
            fields=[
                ('mark', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('holder', models.CharField(max_length=32)),
                ('expires_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['expires_at'], name='spent_stamp_expires')],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('mark', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('count', models.PositiveIntegerField(default=0)),
                ('expires_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['expires_at'], name='tally_expires')],
            },
        ),
    ]
