"""What a terminal may be opened in, and with which program."""

from collections.abc import Mapping
from typing import Any

from podlab.pods.objects import JsonObject

SHELLS: Mapping[str, tuple[str, ...]] = {
    "sh": ("sh",),
    "bash": ("bash",),
    "python3": ("python3",),
    "redis-cli": ("redis-cli",),
}


def choices(pod: JsonObject | None) -> Mapping[str, Any]:
    """`terminal_containers`, the Pod's own first, and `terminal_shells`."""
    spec = (pod or {}).get("spec") or {}
    fields = ("containers", "initContainers", "ephemeralContainers")
    names = [container["name"] for field in fields for container in spec.get(field) or []]
    return {"terminal_containers": names, "terminal_shells": list(SHELLS)}
