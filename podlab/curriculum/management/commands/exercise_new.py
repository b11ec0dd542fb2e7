"""`manage.py exercise_new fix lessons/my-class/exercises/010.my-exercise`: files to begin with."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from podlab.curriculum.authoring import KINDS, CannotBegin, begin


class Command(BaseCommand):
    """Writes the files of a new exercise, in which lint finds nothing and which can be proved."""

    help = "Write the files of a new exercise of a kind: " + ", ".join(KINDS)
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The kind, and the folder that does not exist yet."""
        parser.add_argument("kind", choices=KINDS)
        parser.add_argument("folder", type=Path, help="lessons/<pack>/exercises/<number>.<id>")
        parser.add_argument("--title", default="")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        """Write, and say what to do next."""
        folder: Path = options["folder"].resolve()
        try:
            written = begin(folder, options["kind"], options["title"])
        except CannotBegin as refused:
            raise CommandError(f"{refused}.") from refused
        for path in written:
            self.stdout.write(os.path.relpath(path))
        shown = os.path.relpath(folder)
        self.stdout.write("")
        for command in ("exercise_lint", "exercise_preview", "exercise_prove"):
            self.stdout.write(f"python manage.py {command} {shown}")
