"""`manage.py exercise_preview`: the site with the author's drawer; files show as they are saved."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from podlab.exercises.proving.finding import NothingThere, find


class Command(BaseCommand):
    """Starts a site of the author's own; Ctrl-C ends it."""

    help = (
        "Preview exercises while they are written: a page follows its files, and under it stand "
        "all mistakes and every run of a check. node must be running (`make run`)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name what to preview, and where."""
        lessons = settings.PODLAB_LESSONS
        parser.add_argument(
            "folder", nargs="?", type=Path, default=lessons,
            help="an exercise, a pack, or all packs (default: %(default)s)",
        )  # fmt: skip
        parser.add_argument("--port", type=int, default=8010, help="default: %(default)s")

    def handle(self, *args: Any, folder: Path, port: int, **options: Any) -> None:  # noqa: ARG002 -- Django's
        """Become the site."""
        try:
            found = find(folder, settings.PODLAB_LESSONS)
        except NothingThere as nothing:
            raise CommandError(str(nothing)) from nothing
        lessons = settings.PODLAB_LESSONS.resolve()
        is_shipped = found.folder.is_relative_to(lessons)
        elsewhere = {"PODLAB_PREVIEWED": "" if is_shipped else str(found.folder)}
        call_command("migrate", verbosity=0)
        place = f"http://localhost:{port}/"
        if len(found.exercises) == 1:
            place += f"lessons/{found.exercises[0].pack.id}/{found.exercises[0].id}/"
        else:
            place += "preview/"
        self.stdout.write(f"Preview: {place}  (Ctrl-C ends it)")
        self.stdout.flush()
        words = [sys.executable, "-m", "uvicorn", "podlab.asgi:application", "--port", str(port)]
        words += ["--ws", "wsproto", "--log-level", "warning", "--timeout-graceful-shutdown", "1"]
        os.chdir(settings.BASE_DIR)
        os.execve(sys.executable, words, {**os.environ, **elsewhere, "PODLAB_PREVIEW": "true"})  # noqa: S606 -- no shell
