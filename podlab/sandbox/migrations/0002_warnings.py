"""What the server warned of when a run began."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("sandbox", "0001_initial")]

    operations: ClassVar[list[migrations.AddField]] = [
        migrations.AddField("podrun", "warnings", models.TextField(default="")),
    ]
