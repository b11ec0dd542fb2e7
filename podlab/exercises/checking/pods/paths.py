"""What stands at a path of an object: `spec.containers[*].image`, `…[name=web].env`. Pure."""

import re
from typing import Any, Final

from podlab.exercises.checking.verdicts import CannotCheck
from podlab.pods.objects import JsonObject

STEP = re.compile(r"\.?([^.\[\]]+)|\[(\*|\d+|[\w.-]+=[^\]]*)\]|\[['\"]([^\]]+)['\"]\]")
MISSING: Final = object()


def found_at(obj: JsonObject, path: str) -> list[Any]:
    """Everything that the path leads to; MISSING for each place where it ends before.

    >>> pod = {"spec": {"containers": [{"name": "web", "image": "nginx"}]}}
    >>> found_at(pod, "spec.containers[name=web].image")
    ['nginx']
    """
    found: list[Any] = [obj]
    for step in steps_of(path):
        found = [each for value in found for each in next_ones(value, step)]
    return found or [MISSING]


def steps_of(path: str) -> list[tuple[str, str]]:
    """Keys and brackets of a path; raises CannotCheck."""
    steps, at = [], 0
    while at < len(path):
        found = STEP.match(path, at)
        if not found:
            raise CannotCheck(f"{path!r} is no path")
        steps.append(("[", found[2]) if found[2] else (".", found[1] or found[3]))
        at = found.end()
    return steps


def next_ones(value: Any, step: tuple[str, str]) -> list[Any]:
    """Where one step leads from a value."""
    kind, key = step
    if kind == ".":
        return [value.get(key, MISSING) if isinstance(value, dict) else MISSING]
    if not isinstance(value, list):
        return [MISSING]
    if key == "*":
        return value
    if key.isdecimal():
        return [value[int(key)]] if int(key) < len(value) else [MISSING]
    name, _, wanted = key.partition("=")
    chosen = [each for each in value if isinstance(each, dict) and str(each.get(name)) == wanted]
    return chosen or [MISSING]
