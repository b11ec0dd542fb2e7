"""Who owns what after a create, an update or a patch: whoever wrote a value owns it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from podlab.pods.objects import JsonObject
from podlab.pods.ownership.fields.comparing import compare
from podlab.pods.ownership.fields.parts import Part, part_of_kind
from podlab.pods.ownership.fields.paths import FieldSet, Path, field_step, without_below
from podlab.pods.ownership.managers import Manager, Managers, Owned, capped, give, take

NEVER_OWNED: FieldSet = frozenset(
    tuple(field_step(name) for name in path.split("."))
    for path in (
        "apiVersion", "kind", "metadata", "metadata.name", "metadata.namespace", "metadata.uid",
        "metadata.creationTimestamp", "metadata.selfLink", "metadata.generation",
        "metadata.managedFields", "metadata.resourceVersion",
    )
)  # fmt: skip
STATUS: Path = ("f:status",)
SPEC: Path = ("f:spec",)
FINALIZERS: Path = ("f:spec", "f:finalizers")
DELETION: Path = ("f:metadata", "f:deletionTimestamp")
OWNERS: Path = ("f:metadata", "f:ownerReferences")
NOT_WRITABLE: Mapping[str, tuple[Path, ...]] = {"": (STATUS,), "status": (SPEC, DELETION, OWNERS)}
TEMPLATE: JsonObject = {"metadata": {}, "spec": {"containers": None}}
FRESH: Mapping[str, JsonObject] = {  # what Go writes for an object that nobody has filled in
    "Pod": {"spec": {"containers": None}},
    "Namespace": {"spec": {}},
    "Deployment": {"spec": {"selector": None, "strategy": {}, "template": TEMPLATE}},
    "ReplicaSet": {"spec": {"selector": None, "template": TEMPLATE}},
    "HorizontalPodAutoscaler": {"spec": {"scaleTargetRef": {}}},
}


@dataclass(frozen=True)
class Kind:
    """What is written to: a kind of object, or one of its subresources."""

    name: str
    subresource: str = ""

    @property
    def part(self) -> Part:
        """The whole object."""
        return part_of_kind(self.name)

    @property
    def fresh(self) -> JsonObject:
        """The object before anybody wrote."""
        return {"metadata": {}, **FRESH.get(self.name, {})}

    def ownable(self, fields: FieldSet) -> FieldSet:
        """Those of the fields that a manager can own by writing here."""
        denied = NOT_WRITABLE.get(self.subresource, ())
        if self.name == "Namespace":
            denied = (*denied, FINALIZERS)
        return without_below(fields - NEVER_OWNED, denied)


def track_update(
    kind: Kind, old: JsonObject, new: JsonObject, managers: Managers, manager: Manager, now: str
) -> Managers:
    """The owners after `manager` has made `new` of `old`."""
    changes = compare(kind.part, plain(old), plain(new))
    written, removed = kind.ownable(changes.written), frozenset(changes.removed)
    before = managers.get(manager, Owned())
    owned = Owned(before.fields - removed | written, now if written else before.time)
    return capped(give(take(managers, changes.changed, but_from=manager), manager, owned))


def plain(obj: JsonObject) -> dict[str, Any]:
    """An object without its managers."""
    metadata = {
        name: value for name, value in obj.get("metadata", {}).items() if name != "managedFields"
    }
    return {**obj, "metadata": metadata}
