"""Pods of a lesson's scene: any number, beside the sandbox's one."""

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("sandbox", "0005_kubectl"),
    ]

    operations: ClassVar[list[Operation]] = [
        migrations.RemoveConstraint(
            model_name="podrun",
            name="one_current_run_per_owner",
        ),
        migrations.AddField(
            model_name="podrun",
            name="scene",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="podrun",
            name="unit",
            field=models.CharField(default="", max_length=80),
        ),
        migrations.AddIndex(
            model_name="podrun",
            index=models.Index(fields=["scene"], name="runs_of_a_scene"),
        ),
        migrations.AddConstraint(
            model_name="podrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("apart_from", None), ("removed_at", None), ("scene", None)),
                fields=("owner_key",),
                name="one_current_run_per_owner",
            ),
        ),
    ]
