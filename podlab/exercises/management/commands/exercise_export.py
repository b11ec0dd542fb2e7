"""`manage.py exercise_export FOLDER`: lessons as HTML files, to be read and printed offline."""

import asyncio
import logging
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from podlab.cluster import ClusterError, connect, disconnect
from podlab.curriculum.library import LoadedExercise
from podlab.exercises.offline.playing import played
from podlab.exercises.offline.rendering import NoStyles
from podlab.exercises.proving.finding import NothingThere, find
from podlab.exercises.scenes import SceneProblem
from podlab.sandbox.live.hub import hub


class Command(BaseCommand):
    """Plays each lesson once on the node, and writes what was found into its file."""

    help = (
        "Write lessons as single HTML files that need no Podlab: with the readings of one play "
        "on the node instead of live Pods, and the answers folded away. node must be running "
        "(`make run`)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name what to export, and where to."""
        lessons = settings.PODLAB_LESSONS
        parser.add_argument(
            "folder", nargs="?", type=Path, default=lessons,
            help="an exercise, a pack, or all packs (default: %(default)s)",
        )  # fmt: skip
        parser.add_argument("--to", type=Path, default=Path(), help="a folder (default: here)")
        parser.add_argument("--language", default="en", help="default: %(default)s")

    def handle(
        self, *args: Any, folder: Path, to: Path, language: str, **options: Any  # noqa: ARG002 -- Django's
    ) -> None:  # fmt: skip
        """Write one file for each exercise."""
        try:
            found = find(folder, settings.PODLAB_LESSONS)
        except NothingThere as nothing:
            raise CommandError(str(nothing)) from nothing
        if language not in dict(settings.LANGUAGES):
            known = ", ".join(dict(settings.LANGUAGES))
            raise CommandError(f"Podlab speaks {known}, and not {language}.")
        logging.getLogger("podlab").setLevel(logging.WARNING)
        settings.PODLAB_LESSONS = found.folder  # where scenes look for their files
        to.mkdir(parents=True, exist_ok=True)
        try:
            with translation.override(language):
                asyncio.run(self.export(found.exercises, to))
        except (ClusterError, SceneProblem, NoStyles) as error:
            raise CommandError(str(error)) from error

    async def export(self, exercises: Sequence[LoadedExercise], to: Path) -> None:
        """One after the other."""
        await connect()  # that nobody answers is told once
        try:
            for exercise in exercises:
                file = to / f"{exercise.id}.html"
                file.write_text(await played(exercise))
                self.stdout.write(f"{file}")
                self.stdout.flush()
        finally:
            await hub().close()
            await disconnect()
