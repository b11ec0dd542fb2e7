"""What the buttons of the form do: one more container, port, variable …, or one less."""

import re
from collections.abc import Callable
from typing import Any

from podlab.sandbox.compose.face.objects import Steps, drop, get, items_of, set_key

CONTAINER = r"spec-(?:initContainers|containers)-\d{1,3}"
LISTS = re.compile(
    rf"spec-(?:initContainers|containers|volumes)|{CONTAINER}-(?:ports|env|volumeMounts)"
)
PROBES = re.compile(rf"{CONTAINER}-(?:startupProbe|readinessProbe|livenessProbe)")
ITEMS = re.compile(rf"(?:{LISTS.pattern})-\d{{1,3}}")
SIDECARS = "sidecars"
NEVER_EMPTY = "containers"
STAYS = ["sh", "-c", "echo hello; sleep 3600"]
ENDS = ["sh", "-c", "echo prepared"]


def press(pod: dict[str, Any], button: str) -> None:
    """Do what a button says, such as `add:spec-volumes`; nothing for what no button says."""
    action, _, place = button.partition(":")
    steps = steps_of(place)
    if action == "add" and place == SIDECARS:
        add(pod, ("spec", "initContainers"), {"restartPolicy": "Always", "command": STAYS})
    elif action == "add" and LISTS.fullmatch(place):
        add(pod, steps)
    elif action == "add" and PROBES.fullmatch(place) and isinstance(get(pod, steps[:-1]), dict):
        set_key(get(pod, steps[:-1]), str(steps[-1]), new_probe(get(pod, steps[:-1])))
    elif action == "remove" and ITEMS.fullmatch(place):
        remove(pod, steps)
    elif action == "remove" and PROBES.fullmatch(place) and isinstance(get(pod, steps), dict):
        drop(pod, steps)


def steps_of(place: str) -> Steps:
    """The steps of a part's prefix."""
    return tuple(int(word) if word.isdigit() else word for word in place.split("-"))


def add(pod: dict[str, Any], steps: Steps, more: dict[str, Any] | None = None) -> None:
    """One more item at the end of a list, with a name that is free."""
    holder, key = get(pod, steps[:-1]), str(steps[-1])
    if not isinstance(holder, dict):
        return
    if not isinstance(holder.get(key), list):
        set_key(holder, key, [])
    if key == "volumeMounts" and not items_of(pod.get("spec"), "volumes"):
        add(pod, ("spec", "volumes"))
    item = NEW[key](pod, holder)
    for name, value in (more or {}).items():
        set_key(item, name, value)
    holder[key].append(item)


def remove(pod: dict[str, Any], steps: Steps) -> None:
    """One item less; an emptied list goes, except the one that every Pod has."""
    *above, number = steps
    items = get(pod, above)
    if isinstance(items, list) and isinstance(number, int) and number < len(items):
        del items[number]
        if not items and above[-1] != NEVER_EMPTY:
            drop(pod, above)


def new_pod() -> dict[str, Any]:
    """What the form begins with when the text has no Pod."""
    spec = {"containers": [{"name": "web", "image": "nginx"}]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "my-pod"}, "spec": spec}


def new_container(pod: dict[str, Any], _: Any) -> dict[str, Any]:
    """A container of a name that is free."""
    spec = pod.get("spec")
    taken = [item for key in ("initContainers", "containers") for _, item in items_of(spec, key)]
    return {"name": free("container", taken), "image": "busybox", "command": STAYS}


def new_init_container(pod: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    """One that ends, for the others wait for it."""
    return {**new_container(pod, spec), "command": ENDS}


def new_variable(_: Any, container: dict[str, Any]) -> dict[str, Any]:
    taken = [item for _, item in items_of(container, "env")]
    return {"name": free("NAME", taken, "_"), "value": ""}


def new_volume(_: Any, spec: dict[str, Any]) -> dict[str, Any]:
    return {"name": free("volume", [item for _, item in items_of(spec, "volumes")]), "emptyDir": {}}


def new_mount(pod: dict[str, Any], container: dict[str, Any]) -> dict[str, Any]:
    """The first volume that the container does not see yet."""
    volumes = [str(item.get("name", "")) for _, item in items_of(pod.get("spec"), "volumes")]
    seen = [str(item.get("name", "")) for _, item in items_of(container, "volumeMounts")]
    unseen = [name for name in volumes if name not in seen] or volumes or [""]
    return {"name": unseen[0], "mountPath": f"/{unseen[0] or 'data'}"}


def new_port(_: Any, container: dict[str, Any]) -> dict[str, Any]:
    return {"containerPort": 8080 + len(items_of(container, "ports"))}


def new_probe(container: dict[str, Any]) -> dict[str, Any]:
    """An HTTP request to the first port that is announced."""
    ports = [item.get("containerPort") for _, item in items_of(container, "ports")]
    return {"httpGet": {"path": "/", "port": (ports or [80])[0]}, "periodSeconds": 5}


NEW: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
    "containers": new_container,
    "initContainers": new_init_container,
    "volumes": new_volume,
    "env": new_variable,
    "ports": new_port,
    "volumeMounts": new_mount,
}


def free(word: str, taken: list[dict[str, Any]], joint: str = "-") -> str:
    """The word with the first number that nobody has."""
    names = {item.get("name") for item in taken}
    number = len(taken) + 1
    while f"{word}{joint}{number}" in names:
        number += 1
    return f"{word}{joint}{number}"
