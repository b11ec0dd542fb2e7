"""`manage.py exercise_lint lessons/my-class`: what is wrong in exercises, without an engine."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from podlab.curriculum.linting import Report, images_of, lint


class Command(BaseCommand):
    """Tells every mistake at its file and line, and ends with 1 when there is one."""

    help = "Find what is wrong in exercises, at its file and line; needs no engine."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A folder of packs, a pack, or an exercise."""
        parser.add_argument("folder", nargs="?", type=Path, default=settings.PODLAB_LESSONS)
        parser.add_argument("--no-notes", action="store_true", help="mistakes only")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        """Print the report."""
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        report = lint(folder, images_of(settings.PODLAB_LESSONS))
        for line in lines_of(report, notes=not options["no_notes"]):
            self.stdout.write(line)
        sys.exit(1 if report.mistakes else 0)


def lines_of(report: Report, *, notes: bool) -> list[str]:
    """Mistakes, notes, and how many there are."""
    start = os.path.relpath(report.root)
    before = "" if start == "." else f"{start}/"
    lines = [f"{before}{mistake}" for mistake in report.mistakes]
    if notes:
        lines += [f"note: {before}{each}" for each in report.notes]
    told = f"{report.exercises} exercises, {len(report.mistakes)} mistakes"
    return [*lines, f"{told}, {len(report.notes)} notes."]
