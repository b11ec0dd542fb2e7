"""Which fields differ between two objects, and whether those may be changed. Pure."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

EVERYTHING = "*"


def changed_paths(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """The field paths at which two values differ; a list of another length differs as a whole.

    >>> list(changed_paths({"env": [1], "image": "a"}, {"env": [2], "command": ["b"]}))
    ['command', 'env[0]', 'image']
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted(before.keys() | after.keys()):
            below = f"{path}.{name}" if path else name
            if name not in before or name not in after:
                yield below
            else:
                yield from changed_paths(before[name], after[name], below)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from changed_paths(old, new, f"{path}[{index}]")
    elif before != after:
        yield path


def may_change(path: str, editable: Iterable[str]) -> bool:
    """Whether a path is one of these, or below one; `[*]` is any element of a list.

    >>> may_change("spec.containers[1].env[0].value", ["spec.containers[*].env"])
    True
    >>> may_change("spec.containers[1].environment", ["spec.containers[*].env"])
    False
    """
    return any(
        pattern == EVERYTHING or re.match(f"{as_expression(pattern)}(?![^.[])", path)
        for pattern in editable
    )


def as_expression(pattern: str) -> str:
    return re.escape(pattern).replace(r"\[\*\]", r"\[\d+\]")
