"""Guests' own kubectl."""

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("sandbox", "0004_recordings")]

    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            "KubectlAccess",
            [
                (
                    "owner_key",
                    models.CharField(max_length=32, primary_key=True, serialize=False),
                ),
                ("namespace", models.CharField(max_length=63)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
