"""What pydantic objects to, in sentences for an author, each at its field of the file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from podlab.pods.manifest.places import Steps

SHOWN_NAMES = 12
SENTENCES: Mapping[str, str] = {
    "missing": "is required",
    "string_type": "must be a text; put it in quotes if it looks like a number, yes or no",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "tuple_type": "must be a list",
    "dict_type": "must be a mapping: names and their values",
    "model_type": "must be a mapping: names and their values",
    "model_attributes_type": "must be a mapping: names and their values",
    "too_short": "must have at least {min_length}",
    "too_long": "must have at most {max_length}",
    "literal_error": "must be {expected}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "uuid_parsing": "must be a UUID; `exercise_new` makes one",
    "uuid_type": "must be a UUID; `exercise_new` makes one",
    "union_tag_invalid": "`{tag}` is no {discriminator}; known are {expected_tags}",
    "union_tag_not_found": "says no {discriminator}",
}
PATTERNS: Mapping[str, str] = {
    "^[a-z0-9](": "must be lower-case letters, digits and hyphens: two-pods",
    "^[a-z]{2}(": "must be a language, such as en, de or pt-br",
    "^#[": "must be the anchor of a heading, such as #build-it",
    "^[A-Za-z0-9.": "must be letters, digits and . _ : / @ - only",
}
Schema = Mapping[str, Any]


def sentences_of(
    error: ValidationError, value: Any, schema: Callable[[], Schema]
) -> Iterator[tuple[Steps, str]]:
    """Each mistake once: the field's steps in the file, and the sentence.

    Where a value may be one of several kinds, pydantic objects for each: that is one mistake,
    and the one that reaches deepest, or says more than that the kind is wrong, is meant.
    """
    found: dict[Steps, list[str]] = {}
    for each in sorted(error.errors(), key=lambda each: each["type"] != "value_error"):
        steps = steps_in(value, each["loc"], missing=each["type"] == "missing")
        sentence = _sentence(each, steps, schema)
        said = found.setdefault(steps, [])
        if sentence not in said and not (said and said[0] not in SENTENCES.values()):
            said.append(sentence)
    for steps, sentences in found.items():
        if not any(other[: len(steps)] == steps and other != steps for other in found):
            yield steps, "; or ".join(sentences)


def steps_in(value: Any, loc: Sequence[str | int], *, missing: bool = False) -> Steps:
    """The part of pydantic's location that is written in the file, and the field that is missing.

    >>> steps_in({"do": [{"action": "exec", "in": 3}]}, ("do", 0, "exec", "in", "dict"))
    ('do', '0', 'in')
    """
    steps: list[str] = []
    for position, step in enumerate(loc):
        if _holds(value, step):
            value = value[step]
        elif not missing or position < len(loc) - 1:
            continue
        steps.append(str(step))
    return tuple(steps)


def _holds(value: Any, step: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(step, int) and step < len(value)
    return isinstance(value, Mapping) and step in value


def _sentence(error: Any, steps: Steps, schema: Callable[[], Schema]) -> str:
    kind = error["type"]
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if kind == "extra_forbidden":
        return _unknown(steps, schema())
    if kind == "string_pattern_mismatch":
        pattern = str(error["ctx"]["pattern"])
        return next(said for start, said in PATTERNS.items() if pattern.startswith(start))
    told = SENTENCES.get(kind) or str(error["msg"])
    return told.format(**error["ctx"]) if "{" in told else told


def _unknown(steps: Steps, schema: Schema) -> str:
    names = sorted(_names(schema, schema, steps[:-1]))
    close = get_close_matches(steps[-1], names, 1)
    if close:
        return f"is no field of the format here. Did you mean `{close[0]}`?"
    if len(names) <= SHOWN_NAMES:
        return f"is no field of the format here; known are {', '.join(names)}"
    return "is no field of the format here"


def _names(root: Schema, schema: Schema, steps: Steps) -> set[str]:
    """The names of the fields that may stand at these steps."""
    if "$ref" in schema:
        return _names(root, root["$defs"][schema["$ref"].rpartition("/")[2]], steps)
    choices = schema.get("anyOf", schema.get("oneOf"))
    if choices:
        return {name for choice in choices for name in _names(root, choice, steps)}
    properties = schema.get("properties", {})
    if not steps:
        return set(properties)
    others = [schema.get("additionalProperties"), schema.get("items")]
    below = [properties.get(steps[0]), *schema.get("patternProperties", {}).values(), *others]
    found = next((each for each in below if isinstance(each, Mapping)), {})
    return _names(root, found, steps[1:])
