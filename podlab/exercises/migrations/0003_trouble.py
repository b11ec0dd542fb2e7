"""Trouble: steps that were skipped, and reports that a check is wrong."""

import uuid
from typing import ClassVar

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("exercises", "0002_scene_runs"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "uid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("owner_key", models.CharField(max_length=32)),
                ("pack", models.CharField(max_length=60)),
                ("exercise", models.CharField(max_length=60)),
                ("version", models.PositiveIntegerField()),
                ("content", models.CharField(max_length=64)),
                ("step", models.CharField(max_length=60)),
                ("of", models.CharField(max_length=130)),
                ("title", models.CharField(max_length=500)),
                ("words", models.TextField(max_length=2000)),
                ("record", models.JSONField(default=dict)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answer", models.TextField(blank=True, default="", max_length=2000)),
                ("answered_by", models.CharField(blank=True, default="", max_length=150)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "attempt",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reports",
                        to="exercises.attempt",
                    ),
                ),
            ],
            options={
                "ordering": ("-at",),
                "indexes": [models.Index(fields=["pack", "-at"], name="reports_of_a_pack")],
            },
        ),
        migrations.CreateModel(
            name="Skip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("step", models.CharField(max_length=60)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("broken", "It does not work here"),
                            ("wrong", "What is asked or checked is wrong"),
                            ("stuck", "I am stuck"),
                            ("known", "I know this already"),
                            ("time", "I have no time for it now"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(blank=True, default="", max_length=500)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="skips",
                        to="exercises.attempt",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("attempt", "step"), name="one_skip_per_step")
                ],
            },
        ),
    ]
