"""Tapes of runs, and recordings that can be shared."""

import uuid
from typing import ClassVar

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("sandbox", "0003_apart")]

    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            "KeptTape",
            [
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="kept_tape",
                        serialize=False,
                        to="sandbox.podrun",
                    ),
                ),
                ("body", models.BinaryField()),
                ("kept_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            "Recording",
            [
                (
                    "uid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("owner_key", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=253)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("from_file", models.BooleanField(default=False)),
                ("body", models.BinaryField()),
            ],
            options={
                "ordering": ("-made_at",),
                "indexes": [
                    models.Index(fields=["owner_key", "-made_at"], name="recordings_of_an_owner"),
                    models.Index(fields=["expires_at"], name="recordings_by_end"),
                ],
            },
        ),
    ]
