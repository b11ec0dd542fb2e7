"""`manage.py images …`: hands everything to node's own command, which web may not import."""

import subprocess
import sys
from argparse import REMAINDER, ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Lists, builds, pulls, saves and loads the lab images."""

    help = "List, build, pull, save or load the images that Pods can use."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take every word as it is."""
        parser.add_argument("words", nargs=REMAINDER, help="list|build|pull|save|load [names]")

    def run_from_argv(self, argv: list[str]) -> None:
        """Skip Django's own options: `--help` and the rest belong to node's command."""
        self.handle(words=argv[2:])

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        """Run the command and end with its exit code."""
        command = [sys.executable, "-m", "podlab.node.images", *options["words"]]
        sys.exit(subprocess.run(command, cwd=settings.BASE_DIR, check=False).returncode)
