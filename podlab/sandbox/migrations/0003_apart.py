"""Runs that are one container of another run, by itself."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("sandbox", "0002_warnings")]

    operations: ClassVar[list[Operation]] = [
        migrations.AddField(
            "podrun",
            "apart_from",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="apart",
                to="sandbox.podrun",
            ),
        ),
        migrations.AddField("podrun", "container", models.CharField(default="", max_length=63)),
        migrations.RemoveConstraint("podrun", "one_current_run_per_owner"),
        migrations.AddConstraint(
            "podrun",
            models.UniqueConstraint(
                condition=models.Q(removed_at=None, apart_from=None),
                fields=["owner_key"],
                name="one_current_run_per_owner",
            ),
        ),
        migrations.AddConstraint(
            "podrun",
            models.UniqueConstraint(
                condition=models.Q(removed_at=None),
                fields=["apart_from", "container"],
                name="one_current_run_per_container",
            ),
        ),
    ]
