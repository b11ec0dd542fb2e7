"""Items of keyed lists that no path can name, in structured-merge-diff's sentences."""

from collections.abc import Iterator
from typing import Any

from podlab.pods.ownership.fields.parts import KEY_DEFAULTS, Part, Sort, items
from podlab.pods.ownership.fields.paths import Path, field_step, path_text


def key_errors(part: Part, config: Any, path: Path = ()) -> Iterator[str]:
    """What is wrong with the keys of a configuration's items: missing ones and doubles."""
    if part.sort in (Sort.STRUCT, Sort.MAP):
        for name, each in config.items():
            yield from key_errors(part.below(name), each, (*path, field_step(name)))
    if part.sort not in (Sort.KEYED, Sort.SET):
        return
    missing = list(_missing(part, config, path))
    yield from missing
    seen: set[str] = set()
    for step, each in [] if missing else items(part, config):
        if step in seen:
            text = path_text((step,))
            yield f"{path_text(path)}: duplicate entries for key {text}"
        seen.add(step)
        yield from key_errors(part.below(""), each, (*path, step))


def _missing(part: Part, values: list[Any], path: Path) -> Iterator[str]:
    for index, each in enumerate(values):
        for key in part.keys:
            if key not in each and key not in KEY_DEFAULTS:
                yield (
                    f"{path_text(path)}: element {index}: associative list with keys has an element"
                    f' that omits key field "{key}" (and doesn\'t have default value)'
                )
