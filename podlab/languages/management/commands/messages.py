"""`manage.py messages`: bring the translations' files up to date, or say what is missing."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from podlab.languages.catalogs import languages, missing, mistakes, update
from podlab.languages.texts import DOMAINS


class Command(BaseCommand):
    help = "Write the site's texts into locale/, to be translated; with --missing, only list."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--missing",
            action="store_true",
            help="List texts without a translation and translations with mistakes; change nothing",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["missing"]:
            self.tell_missing()
            return
        for language in languages():
            for domain in DOMAINS:
                update(language, domain)
            self.stdout.write(f"{language}: {len(list(missing(language)))} texts to translate")

    def tell_missing(self) -> None:
        """Each on a line; an error at the end when there is one."""
        count = 0
        for language in languages():
            for file, text in missing(language):
                count += 1
                self.stdout.write(f"{language}: {file}: {text}")
            for mistake in mistakes(language):
                count += 1
                self.stdout.write(f"{language}: mistake: {mistake}")
        if count:
            raise CommandError(f"{count} texts to translate. Write them into locale/.")
