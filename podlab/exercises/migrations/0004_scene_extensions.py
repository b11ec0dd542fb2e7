"""How often a scene's time was extended."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("exercises", "0003_trouble")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="scenerun",
            name="extensions",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
