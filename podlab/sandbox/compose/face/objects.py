"""Reading and writing single fields of a Pod's object, new keys in the order one is used to."""

from collections.abc import Sequence
from typing import Any

Step = str | int
Steps = tuple[Step, ...]

ORDER = {
    name: rank
    for rank, name in enumerate(
        (
            "apiVersion", "kind", "metadata", "spec", "name", "image", "restartPolicy",
            "shareProcessNamespace", "initContainers", "command", "args", "containerPort",
            "protocol", "ports", "value", "valueFrom", "env", "resources", "requests", "limits",
            "cpu", "memory", "mountPath", "subPath", "readOnly", "volumeMounts", "httpGet", "path",
            "port", "tcpSocket", "exec", "grpc", "initialDelaySeconds", "periodSeconds",
            "timeoutSeconds", "failureThreshold", "startupProbe", "readinessProbe",
            "livenessProbe", "securityContext", "containers", "volumes",
            "terminationGracePeriodSeconds",
        )
    )
}  # fmt: skip
GO_WHEN_EMPTY = {"resources", "requests", "limits", "securityContext", "capabilities"}


def get(obj: Any, steps: Sequence[Step]) -> Any:
    """The value there; None where there is none."""
    for step in steps:
        if isinstance(obj, dict) and isinstance(step, str):
            obj = obj.get(step)
        elif isinstance(obj, list) and isinstance(step, int) and step < len(obj):
            obj = obj[step]
        else:
            return None
    return obj


def put(obj: Any, steps: Sequence[Step], value: Any) -> None:
    """Write the value, and what has to be around it; None takes it away."""
    *above, last = steps
    for step in above:
        if isinstance(obj, dict) and not isinstance(obj.get(step), dict | list):
            if value is None:
                return
            set_key(obj, str(step), {})
        obj = obj[step]
    if value is not None:
        set_key(obj, str(last), value)
    else:
        obj.pop(last, None)


def drop(obj: Any, steps: Sequence[Step]) -> None:
    """Take a value away, and what would be empty around it and means nothing then."""
    put(obj, steps, None)
    above = steps[:-1]
    if above and above[-1] in GO_WHEN_EMPTY and get(obj, above) == {}:
        drop(obj, above)


def set_key(obj: dict[str, Any], key: str, value: Any) -> None:
    """A new key takes its usual place; the others stay where they are."""
    if key not in obj:
        rank = ORDER.get(key, len(ORDER))
        before = [name for name in obj if ORDER.get(name, len(ORDER)) <= rank]
        cut = list(obj).index(before[-1]) + 1 if before else 0
        tail = list(obj.items())[cut:]
        for name, _ in tail:
            del obj[name]
        obj[key] = value
        obj.update(tail)
    obj[key] = value


def items_of(obj: Any, key: str) -> list[tuple[int, dict[str, Any]]]:
    """The mappings in a list, with their numbers."""
    found = get(obj, (key,))
    items = found if isinstance(found, list) else []
    return [(number, item) for number, item in enumerate(items) if isinstance(item, dict)]
