"""A YAML file of a pack as a typed value, or every mistake in it at its line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from podlab.curriculum.reading.files import Files
from podlab.curriculum.reading.mistakes import Mistake, Unreadable
from podlab.curriculum.reading.sentences import sentences_of
from podlab.pods.errors import FieldError, InvalidManifest
from podlab.pods.manifest import Limits
from podlab.pods.manifest.nodes import Composer, TooMuch
from podlab.pods.manifest.places import Place, Steps, field_path
from podlab.pods.manifest.reading import Reader
from podlab.pods.manifest.syntax import syntax_error
from podlab.pods.manifest.text import decode

LIMITS = Limits(size=256 * 1024, depth=32, nodes=20_000, documents=1)
Model = TypeVar("Model")
Judge = Callable[[str], str]  # what is wrong with an id, or ""


@dataclass(frozen=True)
class Written:
    """A file's value as it was written, and where each field stands."""

    files: Files
    path: str
    value: Any
    places: Mapping[Steps, Place]

    def line_of(self, steps: Steps) -> int:
        """The line of a field, or of its nearest ancestor that is written down."""
        for length in range(len(steps), 0, -1):
            if steps[:length] in self.places:
                return self.places[steps[:length]][0]
        return 1

    def mistake(self, steps: Steps, sentence: str) -> Mistake:
        """A mistake at a field."""
        return self.files.mistake(self.path, sentence, self.line_of(steps), field_path(steps))

    def as_a(
        self, model: type[Model], schema: str = "", judges: Mapping[str, Judge] | None = None
    ) -> Model:
        """The value as a `model`. Raises `Unreadable` with all that is wrong.

        `judges` object to ids by their kind, as `podlab.curriculum.format.values.known` says.
        """
        if schema:
            self._must_be(schema)
        adapter = TypeAdapter(model)
        try:
            return adapter.validate_python(self.value, context=judges)
        except ValidationError as error:
            found = sentences_of(error, self.value, adapter.json_schema)
            raise Unreadable(self.mistake(steps, said) for steps, said in found) from None

    def _must_be(self, schema: str) -> None:
        """Another version of the format is one mistake, however much else differs in it."""
        told = self.value.get("schema") if isinstance(self.value, Mapping) else None
        if told != schema:
            sentence = f"this Podlab reads `schema: {schema}`"
            raise Unreadable([self.mistake(("schema",), sentence)])


def read_yaml(files: Files, path: str) -> Written:
    """Read a file of one YAML document within a budget. Raises `Unreadable`."""
    reader = Reader()
    try:
        text = decode(files.text(path), LIMITS)
        composer = Composer(text, LIMITS)
        roots = list(composer.documents())
        value = reader.value(roots[0]) if roots else None
        errors = [*composer.errors, *reader.errors]
    except InvalidManifest as invalid:
        errors = list(invalid.errors)
    except TooMuch as bomb:
        errors = [bomb.error]
    except yaml.YAMLError as error:
        errors = [syntax_error(error, text)]
    if errors:
        raise Unreadable(_as_mistake(files, path, error) for error in errors)
    return Written(files, path, value, reader.places)


def _as_mistake(files: Files, path: str, error: FieldError) -> Mistake:
    return files.mistake(path, error.advised, error.line or 1, error.path)


def dumped(model: BaseModel) -> Any:
    """A model as it could have been written."""
    return model.model_dump(by_alias=True, exclude_unset=True)
