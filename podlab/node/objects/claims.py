"""What this node refuses in a valid claim: its one class makes folders that one node mounts."""

from collections.abc import Iterator, Sequence

from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject

NOT_HERE = {
    "selector": "Forbidden: nobody makes volumes to choose from here; leave it out",
    "volumeName": "Forbidden: nobody makes volumes to choose from here; leave it out",
    "dataSource": "Forbidden: nothing is copied here; let a Pod fill the volume",
    "dataSourceRef": "Forbidden: nothing is copied here; let a Pod fill the volume",
    "volumeAttributesClassName": "Forbidden: the class here makes one kind of volume",
}
ONE_MODE = (
    "Forbidden: the class here makes ReadWriteOnce volumes: one node mounts them, all its Pods"
)
NO_BLOCK = "Forbidden: the class here makes folders, not block devices"


def refused_claim(claim: JsonObject, broken: Sequence[FieldError]) -> list[FieldError]:
    """What would have to be ignored, unless a rule has refused the field already."""
    known = {error.path for error in broken}
    return [error for error in _refusals(claim["spec"]) if error.path not in known]


def _refusals(spec: JsonObject) -> Iterator[FieldError]:
    for field, problem in NOT_HERE.items():
        if spec.get(field):
            yield FieldError(f"spec.{field}", problem)
    if spec.get("accessModes", []) not in (["ReadWriteOnce"], []):
        yield FieldError("spec.accessModes", ONE_MODE)
    if spec.get("volumeMode") == "Block":
        yield FieldError("spec.volumeMode", NO_BLOCK)
