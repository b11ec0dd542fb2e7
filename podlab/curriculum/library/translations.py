"""Sentences in other languages: locale/<language>.yaml, keyed by the sentence they say anew."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel

from podlab.curriculum.reading.files import Files
from podlab.curriculum.reading.mistakes import Mistake, Unreadable
from podlab.curriculum.reading.written import dumped, read_yaml

ENGLISH = "en"
FOLDER = "locale/"
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Translations:
    """For each language, sentence by English sentence."""

    by_locale: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def sentences(self, locale: str) -> Mapping[str, str]:
        """Those of a language; `de-at` makes do with `de`. Empty where there are none."""
        found = (self.by_locale[each] for each in wider(locale) if each in self.by_locale)
        return next(found, {})

    def of(self, model: Model, locale: str) -> Model:
        """A part of the format in another language; what is not translated stays English."""
        sentences = self.sentences(locale)
        return said_with(model, sentences) if sentences else model


def wider(locale: str) -> Iterator[str]:
    """The language as it is wanted, then without its region.

    >>> list(wider("de-AT"))
    ['de-at', 'de']
    """
    locale = locale.lower()
    yield locale
    if "-" in locale:
        yield locale.partition("-")[0]


def said_with(model: Model, sentences: Mapping[str, str]) -> Model:
    """The model with every `Text` in it looked up."""
    return type(model).model_validate(dumped(model), context={"sentences": sentences})


def read_translations(files: Files) -> Translations:
    """What a folder's locale/ holds. Raises `Unreadable`."""
    found: dict[str, Mapping[str, str]] = {}
    mistakes: list[Mistake] = []
    for path in files.bytes_of:
        if not path.startswith(FOLDER) or not path.endswith(".yaml"):
            continue
        locale = path.removeprefix(FOLDER).removesuffix(".yaml")
        try:
            found[locale] = read_yaml(files, path).as_a(dict[str, str])
        except Unreadable as unreadable:
            mistakes += unreadable.mistakes
    if mistakes:
        raise Unreadable(mistakes)
    return Translations(found)


class Heard(dict[str, str]):
    """Sentences that remembers what it was asked for: all that can be translated in a model."""

    def __missing__(self, sentence: str) -> str:
        return ""

    def get(self, sentence: str, default: str | None = None) -> str | None:  # type: ignore[override]
        """Remember the sentence; it stays as it is."""
        self[sentence] = ""
        return default


def sentences_in(model: BaseModel) -> tuple[str, ...]:
    """Every sentence that learners read in a part of the format, in its order, once."""
    heard = Heard()
    said_with(model, heard)
    return tuple(heard)
