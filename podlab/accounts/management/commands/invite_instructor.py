"""`manage.py invite_instructor`: a link that makes whoever opens it first an instructor."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from podlab.accounts.invitations import invite
from podlab.accounts.models import INVITATION_DAYS


class Command(BaseCommand):
    """The first instructor is invited by the operator, the others by instructors."""

    help = "Make a link that turns one account into an instructor's."

    def add_arguments(self, parser: CommandParser) -> None:
        told = "how the site is reached, for the link (http://localhost:8000)"
        parser.add_argument("--address", default="http://localhost:8000", help=told)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the link."""
        self.stdout.write(f"{options['address'].rstrip('/')}{invite()}")
        self.stdout.write(f"It can be used once, within {INVITATION_DAYS} days.")
