"""`manage.py lessons_table`: write the table of lessons/README.md anew."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from podlab.curriculum.contents.table import written_anew


class Command(BaseCommand):
    help = "Write the table of rows, patterns, habits and their exercises into README.md anew."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's
        """Nothing is changed where the file has no place for a table."""
        try:
            text = written_anew(settings.PODLAB_LESSONS)
        except (OSError, ValueError) as problem:
            raise CommandError(str(problem)) from problem
        (settings.PODLAB_LESSONS / "README.md").write_text(text)
        self.stdout.write("lessons/README.md is written.")
