"""When a proof began, to tell one that was cut short."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("authoring", "0001_initial"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="version",
            name="proof_began_at",
            field=models.DateTimeField(null=True),
        ),
    ]
