"""Rules of ephemeral containers: what one may be, and that none ever changes.

Source: validation.go, validateEphemeralContainers and ValidatePodEphemeralContainersUpdate.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from podlab.pods.difference import ephemeral_difference
from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject
from podlab.pods.validation.pod.containers import (
    common_errors,
    padded_image,
    unique_name_errors,
)
from podlab.pods.validation.sentences import forbidden, not_found

PATH = "spec.ephemeralContainers"
NOT_HERE = "cannot be set for an Ephemeral Container"
FOREVER = "An ephemeral container stays as it is until its Pod goes; add another one."
ALLOWED = frozenset(
    {"name", "image", "command", "args", "workingDir", "envFrom", "env", "volumeMounts",
     "volumeDevices", "terminationMessagePath", "terminationMessagePolicy", "imagePullPolicy",
     "securityContext", "stdin", "stdinOnce", "tty", "targetContainerName"}
)  # fmt: skip


def ephemeral_errors(spec: Mapping[str, Any], volumes: Mapping[str, Any]) -> Iterator[FieldError]:
    """All ephemeral containers of a Pod; `volumes` are the sound ones by name."""
    others = {
        str(container.get("name"))
        for field in ("containers", "initContainers")
        for container in spec.get(field) or []
    }
    seen = set(others)
    for index, container in enumerate(spec.get("ephemeralContainers") or []):
        path = f"{PATH}[{index}]"
        yield from common_errors(container, volumes, path, spec)
        yield from padded_image(container, path)
        yield from unique_name_errors(container, seen, path)
        target = container.get("targetContainerName")
        if target and target not in others:
            advice = f"The Pod has: {', '.join(sorted(others))}."
            yield not_found(f"{path}.targetContainerName", target, advice)
        for field in sorted(container.keys() - ALLOWED):
            if container[field]:
                yield forbidden(f"{path}.{field}", NOT_HERE)
        for number, mount in enumerate(container.get("volumeMounts") or []):
            for field in ("subPath", "subPathExpr"):
                if mount.get(field):
                    yield forbidden(f"{path}.volumeMounts[{number}].{field}", NOT_HERE)


def ephemeral_update_errors(new: JsonObject, old: JsonObject) -> Iterator[FieldError]:
    """What the API server refuses on …/ephemeralcontainers; both Pods with their defaults."""
    now = {each.get("name"): each for each in new["spec"].get("ephemeralContainers") or []}
    for each in old["spec"].get("ephemeralContainers") or []:
        name = each.get("name")
        if name not in now:
            detail = f'existing ephemeral containers "{name}" may not be removed\n'
            yield forbidden(PATH, detail, FOREVER)
        elif difference := ephemeral_difference(each, now[name]):
            detail = f'existing ephemeral containers "{name}" may not be changed\n{difference}'
            yield forbidden(PATH, detail, FOREVER)
