"""Translations as files: locale/<language>/LC_MESSAGES/*.po, brought up to date with the texts."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from django.conf import settings

from podlab.languages.texts import DOMAINS, texts

PARTS = re.compile(r"%\(\w+\)[.\d]*\w|</?\w+")


def languages() -> tuple[str, ...]:
    """The languages that the site is translated into."""
    return tuple(code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE)


def catalog_file(language: str, domain: str) -> Path:
    folder: Path = settings.LOCALE_PATHS[0]
    return folder / language / "LC_MESSAGES" / f"{domain}.po"


def catalog(language: str, domain: str) -> Catalog:
    """What is translated; nothing, when there is no file yet."""
    file = catalog_file(language, domain)
    if not file.exists():
        return Catalog(locale=language, domain=domain, charset="utf-8", fuzzy=False)
    with file.open("rb") as stream:
        return read_po(stream, locale=language, domain=domain)


def update(language: str, domain: str) -> None:
    """Put new texts into the file, to be translated, and take out those that nobody says."""
    mine = catalog(language, domain)
    begun = mine.creation_date
    mine.update(texts(domain), no_fuzzy_matching=True)
    mine.creation_date = mine.revision_date = begun  # a date of today would change every file
    mine.header_comment = "# What Podlab says, translated."
    mine.project = mine.last_translator = mine.language_team = "Podlab"
    file = catalog_file(language, domain)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as stream:
        write_po(
            stream,
            mine,
            width=100,
            sort_output=True,
            ignore_obsolete=True,
            include_lineno=False,
        )


def missing(language: str) -> Iterator[tuple[str, str]]:
    """Texts without a translation, each with a file that says it."""
    for domain in DOMAINS:
        mine = catalog(language, domain)
        for text in texts(domain):
            if text.id and not _is_translated(mine.get(text.id, text.context)):
                yield text.locations[0][0], _shown(text)


def mistakes(language: str) -> Iterator[str]:
    """Translations that lack a placeholder or a tag of their text, or have one that it has not."""
    for domain in DOMAINS:
        for message in catalog(language, domain):
            if message.id and not _has_the_same_parts(message):
                yield _shown(message)


def _has_the_same_parts(message: Message) -> bool:
    """Of several forms, the one for a single thing may leave the number out."""
    asked = [set(PARTS.findall(text)) for text in _forms(message.id)]
    said = [set(PARTS.findall(text)) for text in _forms(message.string) if text]
    if len(asked) == 1:
        return all(each == asked[0] for each in said)
    return all(each <= asked[0] | asked[1] for each in said)


def _forms(text: str | list[str] | tuple[str, ...] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [])


def _is_translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    said = _forms(message.string)
    return bool(said) and all(said)


def _shown(message: Message) -> str:
    return _forms(message.id)[0]
