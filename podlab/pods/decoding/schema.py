"""The shape of objects, taken from the type hints of lightkube's models for Kubernetes 1.32."""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from types import NoneType
from typing import Any, Union, get_args, get_origin, get_type_hints

from lightkube.models import apps_v1, autoscaling_v1, autoscaling_v2, core_v1, node_v1, storage_v1

QUANTITY_MAPS = frozenset({"limits", "requests", "overhead", "capacity", "allocatedResources"})
QUANTITIES = frozenset({"sizeLimit", "divisor", "averageValue"})
MODELS = (core_v1, apps_v1, autoscaling_v2, autoscaling_v1, storage_v1, node_v1)  # the first counts
WIDE = frozenset({
    "activeDeadlineSeconds", "deletionGracePeriodSeconds", "expirationSeconds", "fsGroup",
    "generation", "observedGeneration", "runAsGroup", "runAsUser", "seconds",
    "supplementalGroups", "terminationGracePeriodSeconds", "tolerationSeconds",
})  # fmt: skip
BYTES = frozenset({("Secret", "data"), ("ConfigMap", "binaryData")})
DEEPEST = 8


class Form(Enum):
    """What a value can be."""

    STRING = auto()
    INT32 = auto()
    INT64 = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    TIME = auto()
    INT_OR_STRING = auto()
    QUANTITY = auto()
    BYTES = auto()
    LIST = auto()
    MAP = auto()
    STRUCT = auto()
    ANY = auto()


@dataclass(frozen=True)
class Shape:
    """One type: a form, with the items' shape of lists and maps, or the model of a struct."""

    form: Form
    item: "Shape | None" = None
    model: type | None = None
    required: bool = False

    @property
    def go_name(self) -> str:
        """The type as Go names it in decoding errors."""
        match self.form:
            case Form.LIST if self.item:
                return f"[]{self.item.go_name}"
            case Form.MAP if self.item:
                return f"map[string]{self.item.go_name}"
            case Form.STRUCT if self.model:
                version = self.model.__module__.rpartition("_")[2]
                return f"{version}.{self.model.__name__}"
            case _:
                return GO_NAMES.get(self.form, "string")


GO_NAMES = {
    Form.INT32: "int32",
    Form.INT64: "int64",
    Form.NUMBER: "float64",
    Form.BOOLEAN: "bool",
    Form.BYTES: "[]uint8",
    Form.TIME: "v1.Time",
    Form.QUANTITY: "resource.Quantity",
    Form.INT_OR_STRING: "intstr.IntOrString",
}
SIMPLE = {str: Form.STRING, bool: Form.BOOLEAN, float: Form.NUMBER, datetime: Form.TIME}


def shape_of_kind(kind: str) -> Shape | None:
    """The shape of a kind; None for one of a group that nothing here serves."""
    for models in MODELS if kind.isidentifier() else ():
        model = getattr(models, kind, None)
        if _is_model(model):
            return Shape(Form.STRUCT, model=model)
    return None


@functools.cache
def fields_of(model: type) -> Mapping[str, Shape]:
    """The fields of a struct by their JSON names."""
    return {
        name.rstrip("_"): replace(
            _shape(hint, model.__name__, name), required=NoneType not in get_args(hint)
        )
        for name, hint in get_type_hints(model).items()
        if not name.startswith("_")
    }


@functools.cache
def paths_of_field(kind: str, name: str) -> tuple[str, ...]:
    """Where in a kind a field of this name exists, nearest first: `spec.securityContext`."""
    shape = shape_of_kind(kind)
    found = _parents(shape.model, "", name, 0) if shape and shape.model else ()
    return tuple(sorted(set(found), key=lambda path: (path.count("."), path)))


def _parents(model: type, path: str, name: str, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        return
    fields = fields_of(model)
    if name in fields:
        yield path
    for field, shape in fields.items():
        inner = shape.item or shape
        if inner.model and field not in {"status", "managedFields"}:
            suffix = "[]" if shape.form is Form.LIST else ""
            yield from _parents(inner.model, f"{path}.{field}{suffix}".lstrip("."), name, depth + 1)


def _is_model(candidate: object) -> bool:
    return isinstance(candidate, type) and hasattr(candidate, "__struct_fields__")


def _shape(hint: Any, owner: str, name: str) -> Shape:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Union:
        options = [each for each in arguments if each is not NoneType]
        return _shape(options[0], owner, name) if len(options) == 1 else Shape(Form.INT_OR_STRING)
    if origin is list:
        return Shape(Form.LIST, item=_shape(arguments[0], owner, name))
    if hint is dict or origin is dict:
        return Shape(Form.MAP, item=_map_item(owner, name))
    return Shape(Form.STRUCT, model=hint) if _is_model(hint) else Shape(_simple(hint, name))


def _simple(hint: Any, name: str) -> Form:
    if hint is int:
        return Form.INT64 if name in WIDE else Form.INT32
    if hint is str and name in QUANTITIES:
        return Form.QUANTITY
    return SIMPLE.get(hint, Form.ANY)


def _map_item(owner: str, name: str) -> Shape:
    if name in QUANTITY_MAPS:
        return Shape(Form.QUANTITY)
    if (owner, name) in BYTES:
        return Shape(Form.BYTES)
    return Shape(Form.ANY if name == "fieldsV1" else Form.STRING)
