"""Runs of a proof, their lines, and the exercises that were proved."""

import uuid
from typing import ClassVar

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("authoring", "0002_proof_began_at"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="ProofRun",
            fields=[
                (
                    "uid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("only", models.CharField(blank=True, default="", max_length=60)),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("playing_at", models.DateTimeField(null=True)),
                ("beat_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("cancel_asked_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("proved", "proved"),
                            ("not proved", "not proved"),
                            ("cancelled", "cancelled"),
                            ("cut short", "cut short"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("told", models.CharField(blank=True, default="", max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proof_runs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proof_runs",
                        to="authoring.version",
                    ),
                ),
            ],
            options={
                "ordering": ("-began_at",),
            },
        ),
        migrations.CreateModel(
            name="ProofLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("exercise", models.CharField(max_length=200)),
                ("case", models.CharField(max_length=300)),
                ("seconds", models.FloatField(default=0)),
                ("is_proved", models.BooleanField()),
                ("problems", models.JSONField(default=list)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="authoring.proofrun",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="ProvedExercise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content", models.CharField(max_length=64)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proved",
                        to="authoring.authoredpack",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="proofrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("by",),
                name="one_proof_per_instructor",
            ),
        ),
        migrations.AddConstraint(
            model_name="provedexercise",
            constraint=models.UniqueConstraint(
                fields=("pack", "content"), name="one_proof_per_content"
            ),
        ),
    ]
