"""What of an object can have an owner of its own: fields, map entries, items of keyed lists.

Which lists have keys and which structs are owned whole: x-kubernetes-list-type, -list-map-keys
and -map-type in the OpenAPI of Kubernetes 1.32. A list that is not here is owned whole.
"""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from podlab.pods.decoding.schema import Form, Shape, fields_of, shape_of_kind
from podlab.pods.ownership.fields.paths import field_step, key_step, value_step

CONTAINER = {
    "env": ("name",),
    "ports": ("containerPort", "protocol"),
    "volumeDevices": ("devicePath",),
    "volumeMounts": ("mountPath",),
}
LIST_KEYS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "Container": CONTAINER,
    "EphemeralContainer": CONTAINER,
    "ContainerStatus": {"allocatedResourcesStatus": ("name",), "volumeMounts": ("mountPath",)},
    "PodSpec": {
        **dict.fromkeys(
            ("containers", "initContainers", "ephemeralContainers", "volumes",
             "imagePullSecrets", "resourceClaims", "schedulingGates"),
            ("name",),
        ),
        "hostAliases": ("ip",),
        "topologySpreadConstraints": ("topologyKey", "whenUnsatisfiable"),
    },
    "ServiceSpec": {"ports": ("port", "protocol")},
    "PodStatus": {
        "conditions": ("type",), "podIPs": ("ip",), "resourceClaimStatuses": ("name",),
    },
    "ResourceRequirements": {"claims": ("name",)},
    "NodeStatus": {"addresses": ("type",), "conditions": ("type",)},
    "ObjectMeta": {"ownerReferences": ("uid",)},
    **{
        status: {"conditions": ("type",)}
        for status in ("NamespaceStatus", "DeploymentStatus", "ReplicaSetStatus", "ServiceStatus",
                       "HorizontalPodAutoscalerStatus")
    },
}  # fmt: skip
SETS = frozenset({("ObjectMeta", "finalizers"), ("NodeSpec", "podCIDRs")})
WHOLE = frozenset({
    "ConfigMapKeySelector", "LabelSelector", "LocalObjectReference", "NodeSelector",
    "NodeSelectorTerm", "ObjectFieldSelector", "ObjectReference", "OwnerReference",
    "ResourceFieldSelector", "SecretKeySelector", "SecretReference", "TypedLocalObjectReference",
})  # fmt: skip
WHOLE_FIELDS = frozenset({("PodSpec", "nodeSelector")})
KEY_DEFAULTS = {"protocol": "TCP"}


class Sort(Enum):
    """How the owners of a value share it."""

    WHOLE = auto()
    STRUCT = auto()
    MAP = auto()
    KEYED = auto()
    SET = auto()


@dataclass(frozen=True)
class Part:
    """A value's sort, with the model of a struct, the items' part and the keys of a list."""

    sort: Sort
    model: type | None = None
    item: "Part | None" = None
    keys: tuple[str, ...] = ()

    def below(self, name: str) -> "Part":
        """The part of a field or entry; one that no schema knows is owned whole."""
        if self.sort is Sort.STRUCT and self.model:
            return parts_of(self.model).get(name, LEAF)
        return self.item or LEAF


LEAF = Part(Sort.WHOLE)
Children = dict[str, tuple[Part, Any]]  # step → what stands there


def part_of_kind(kind: str) -> Part:
    """The whole object of a kind."""
    shape = shape_of_kind(kind)
    return Part(Sort.STRUCT, model=shape.model) if shape else LEAF


@functools.cache
def parts_of(model: type) -> Mapping[str, Part]:
    """The fields of a struct by their names."""
    return {name: _part(shape, model.__name__, name) for name, shape in fields_of(model).items()}


def children(part: Part, value: Any) -> Children:
    """What can be owned one by one inside a value; items with the same key count as one."""
    if part.sort in (Sort.STRUCT, Sort.MAP):
        return {field_step(name): (part.below(name), each) for name, each in (value or {}).items()}
    found: Children = {}
    for step, each in items(part, value):
        known = found.get(step)
        found[step] = (LEAF, [known[1], each]) if known else (part.below(""), each)
    return found


def items(part: Part, values: list[Any] | None) -> Iterator[tuple[str, Any]]:
    """The items of a keyed list or a set, each with the step that names it."""
    for each in values or []:
        if part.sort is Sort.SET:
            yield value_step(each), each
        else:
            yield key_step({k: each.get(k, KEY_DEFAULTS.get(k, "")) for k in part.keys}), each


def _part(shape: Shape, owner: str, name: str) -> Part:
    keys = LIST_KEYS.get(owner, {}).get(name, ())
    match shape:
        case _ if (owner, name) in WHOLE_FIELDS:
            return LEAF
        case Shape(Form.STRUCT, model=type() as model) if model.__name__ not in WHOLE:
            return Part(Sort.STRUCT, model=model)
        case Shape(Form.MAP, item=Shape()):
            return Part(Sort.MAP, item=LEAF)
        case Shape(Form.LIST, item=Shape(model=model)) if keys and model:
            inner = LEAF if model.__name__ in WHOLE else Part(Sort.STRUCT, model=model)
            return Part(Sort.KEYED, item=inner, keys=keys)
        case Shape(Form.LIST) if (owner, name) in SETS:
            return Part(Sort.SET, item=LEAF)
        case _:
            return LEAF
