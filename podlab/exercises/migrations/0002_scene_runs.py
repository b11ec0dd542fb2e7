"""Scenes: what was there when one began, and what the learner made of its units."""

from typing import ClassVar

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("exercises", "0001_initial"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="attempt",
            name="manifests",
            field=models.JSONField(default=dict),
        ),
        migrations.CreateModel(
            name="SceneRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner_key", models.CharField(max_length=32)),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("made_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("end_reason", models.CharField(default="", max_length=300)),
                ("removed_at", models.DateTimeField(null=True)),
                ("objects_made", models.JSONField(default=list)),
                ("baseline", models.JSONField(default=dict)),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scenes",
                        to="exercises.attempt",
                    ),
                ),
            ],
            options={
                "ordering": ("-began_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("owner_key",),
                        name="one_scene_per_learner",
                    )
                ],
            },
        ),
    ]
