"""Where each field of a document stands in the text, found by its field path."""

import re
from collections.abc import Mapping

Steps = tuple[str, ...]
Place = tuple[int, int]  # line and column, from 1

STEP = re.compile(r"\[([^\]]*)\]|([^.\[\]]+)")
PLAIN_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


def steps_of(path: str) -> Steps:
    """The steps of a field path; list indices and map keys alike are words.

    >>> steps_of("spec.containers[0].resources.limits[memory]")
    ('spec', 'containers', '0', 'resources', 'limits', 'memory')
    """
    return tuple(match[1] if match[2] is None else match[2] for match in STEP.finditer(path))


def field_path(steps: Steps) -> str:
    """The path of steps, as Kubernetes writes it.

    >>> field_path(("metadata", "labels", "a.b/c", "0"))
    'metadata.labels[a.b/c][0]'
    """
    path = ""
    for step in steps:
        if PLAIN_NAME.fullmatch(step):
            path += f".{step}" if path else step
        else:
            path += f"[{step}]"
    return path


def find_place(places: Mapping[Steps, Place], path: str) -> Place | None:
    """The place of the field, or of its nearest ancestor that is written down."""
    steps = steps_of(path)
    for length in range(len(steps), 0, -1):
        if steps[:length] in places:
            return places[steps[:length]]
    return None
