"""What in a configuration has no place in the schema, in structured-merge-diff's sentences."""

from collections.abc import Iterator
from typing import Any

from podlab.pods.ownership.fields.parts import KEY_DEFAULTS, Part, Sort, items, parts_of
from podlab.pods.ownership.fields.paths import Path, field_step, path_text


def schema_errors(part: Part, config: Any, path: Path = ()) -> Iterator[str]:
    """Fields that do not exist, and items of keyed lists without a key or with the same."""
    if part.sort in (Sort.STRUCT, Sort.MAP) and config:
        for name, each in config.items():
            yield from _field_errors(part, name, each, (*path, field_step(name)))
    elif part.sort in (Sort.KEYED, Sort.SET) and config:
        yield from _item_errors(part, config, path)


def _field_errors(part: Part, name: str, value: Any, path: Path) -> Iterator[str]:
    if part.model and name not in parts_of(part.model):
        yield f"{path_text(path)}: field not declared in schema"
    yield from schema_errors(part.below(name), value, path)


def _item_errors(part: Part, config: list[Any], path: Path) -> Iterator[str]:
    missing = list(_missing(part, config, path))
    yield from missing
    seen: set[str] = set()
    for step, each in [] if missing else items(part, config):
        if step in seen:
            text = path_text((step,))
            yield f"{path_text(path)}: duplicate entries for key {text}"
        seen.add(step)
        yield from schema_errors(part.below(""), each, (*path, step))


def _missing(part: Part, values: list[Any], path: Path) -> Iterator[str]:
    for index, each in enumerate(values):
        for key in part.keys:
            if key not in each and key not in KEY_DEFAULTS:
                yield (
                    f"{path_text(path)}: element {index}: associative list with keys has an element"
                    f' that omits key field "{key}" (and doesn\'t have default value)'
                )
