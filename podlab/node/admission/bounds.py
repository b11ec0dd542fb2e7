"""How much one Pod may ask for: the laboratory is shared."""

from collections.abc import Iterator

from podlab.node.admission.walking import containers, mounting
from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject
from podlab.pods.quantities import InvalidQuantity, bytes_of, cpu_millis
from podlab.pods.volumes import own_parts

MOST_CONTAINERS = 20
MOST_VOLUMES = 20
MOST_VARIABLES = 500
RESTRICTED_MEMORY = 512 << 20
RESTRICTED_CPU_MILLIS = 1000
RESTRICTED_GRACE_SECONDS = 60


def over_bounds(pod: JsonObject, policy: str) -> Iterator[FieldError]:
    """Every number that is more than this node gives one Pod."""
    spec = pod.get("spec", {})
    bounds = {"containers": MOST_CONTAINERS, "initContainers": MOST_CONTAINERS,
              "ephemeralContainers": MOST_CONTAINERS,
              "volumes": MOST_VOLUMES}  # fmt: skip
    for field, most in bounds.items():
        if len(spec.get(field) or []) > most:
            yield FieldError(f"spec.{field}", f"Forbidden: this node takes at most {most} per Pod")
    parts = sum(len(each) for each in own_parts(mounting(pod)).values())
    if parts and len(spec.get("volumes") or []) + parts > MOST_VOLUMES:
        problem = f"Forbidden: with the parts that are shared these are more than {MOST_VOLUMES}"
        yield FieldError("spec.volumes", problem)
    for path, container in containers(pod):
        if len(container.get("env") or []) > MOST_VARIABLES:
            problem = f"Forbidden: this node takes at most {MOST_VARIABLES} variables per container"
            yield FieldError(f"{path}.env", problem)
        if policy == "restricted":
            yield from _resources(path, container)
    grace = spec.get("terminationGracePeriodSeconds") or 0
    if policy == "restricted" and grace > RESTRICTED_GRACE_SECONDS:
        problem = f"Forbidden: this node waits at most {RESTRICTED_GRACE_SECONDS} seconds"
        yield FieldError("spec.terminationGracePeriodSeconds", problem)


def _resources(path: str, container: JsonObject) -> Iterator[FieldError]:
    limits = (container.get("resources") or {}).get("limits") or {}
    try:
        memory, cpu = bytes_of(limits.get("memory", 0)), cpu_millis(limits.get("cpu", 0))
    except InvalidQuantity:
        return  # refused by the validation, with better words
    if memory > RESTRICTED_MEMORY:
        problem = "Forbidden: this node gives a container at most 512Mi"
        yield FieldError(f"{path}.resources.limits[memory]", problem)
    if cpu > RESTRICTED_CPU_MILLIS:
        problem = "Forbidden: this node gives a container at most 1 CPU"
        yield FieldError(f"{path}.resources.limits[cpu]", problem)
