"""Attempts stay with the version of an instructor's pack that they began with."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("exercises", "0004_scene_extensions"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="attempt",
            name="edition",
            field=models.CharField(default="", max_length=64),
        ),
    ]
