"""Whether manifests ask for more than an exercise's limits allow. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from podlab.curriculum.format.exercise import Limits
from podlab.pods.errors import FieldError
from podlab.pods.manifest import Document
from podlab.pods.quantities import bytes_of, cpu_millis


def over_limits(document: Document, limits: Limits) -> Iterator[FieldError]:
    """What a Pod's or a Deployment's containers ask for together, where that is too much."""
    memory, cpu = limits.memory, cpu_millis(limits.cpu) if limits.cpu else None
    for resource, allowed, said in (
        ("memory", memory, f"{(memory or 0) >> 20}Mi"),
        ("cpu", cpu, limits.cpu or ""),
    ):
        asked, last = together(document, resource)
        if allowed is not None and asked > allowed:
            yield FieldError(
                last,
                f"Invalid value: the containers' limits together exceed {said}",
                f"This lesson lets its Pods have {said} of {resource}.",
                document.line_of(last),
            )


def together(document: Document, resource: str) -> tuple[int, str]:
    """The sum of the containers' limits, times the replicas, and the path of the last of them."""
    spec, path = document.object.get("spec") or {}, "spec"
    copies = 1
    if document.kind == "Deployment":
        copies = spec.get("replicas", 1)
        spec, path = (spec.get("template") or {}).get("spec") or {}, "spec.template.spec"
    total, last = 0, path
    for index, container in enumerate(spec.get("containers") or ()):
        limit = limit_of(container, resource)
        if limit is not None:
            total += bytes_of(limit) if resource == "memory" else cpu_millis(limit)
            last = f"{path}.containers[{index}].resources.limits.{resource}"
    return total * copies, last


def limit_of(container: Mapping[str, Any], resource: str) -> str | None:
    found = ((container.get("resources") or {}).get("limits") or {}).get(resource)
    return None if found is None else str(found)
