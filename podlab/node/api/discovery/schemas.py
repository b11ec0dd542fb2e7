"""Schemas of the kinds that are served, with Kubernetes' own descriptions, for kubectl explain.

Both come from lightkube's models: types from the hints, descriptions from the docstrings.
"""

import functools
import re
from collections.abc import Iterable, Mapping

from podlab.node.api.kinds import ResourceKind
from podlab.pods.decoding.schema import Form, Shape, fields_of, shape_of_kind
from podlab.pods.objects import JsonObject

PACKAGES = {
    "apps_v1": "io.k8s.api.apps.v1",
    "autoscaling_v2": "io.k8s.api.autoscaling.v2",
    "core_v1": "io.k8s.api.core.v1",
    "node_v1": "io.k8s.api.node.v1",
    "storage_v1": "io.k8s.api.storage.v1",
    "meta_v1": "io.k8s.apimachinery.pkg.apis.meta.v1",
}
QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity"
INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString"
COMMON: JsonObject = {
    QUANTITY: {
        "description": "An amount, such as 100m or 64Mi.",
        "oneOf": [{"type": "string"}, {"type": "number"}],
    },
    INT_OR_STRING: {
        "description": "A number, or a text.",
        "format": "int-or-string",
        "oneOf": [{"type": "integer"}, {"type": "string"}],
    },
}
SIMPLE: dict[Form, JsonObject] = {
    Form.STRING: {"type": "string"},
    Form.INT32: {"type": "integer", "format": "int32"},
    Form.INT64: {"type": "integer", "format": "int64"},
    Form.NUMBER: {"type": "number", "format": "double"},
    Form.BOOLEAN: {"type": "boolean"},
    Form.TIME: {"type": "string", "format": "date-time"},
    Form.BYTES: {"type": "string", "format": "byte"},
    Form.ANY: {"type": "object"},
}
REFERENCES = {Form.QUANTITY: QUANTITY, Form.INT_OR_STRING: INT_OR_STRING}

# A docstring lists a model's fields as: * **name** ``type`` - description
FIELD = re.compile(
    r"^\s*\* \*\*(\w+)\*\* ``.*?`` - (.*?)(?=^\s*\* \*\*\w+\*\* ``|\Z)", re.MULTILINE | re.DOTALL
)
FIELDS_BEGIN = "**parameters**"


def schemas_of(kinds: Iterable[ResourceKind]) -> JsonObject:
    """The schemas of these kinds and of all that they are made of, by name."""
    schemas: JsonObject = dict(COMMON)
    for kind in kinds:
        shape = shape_of_kind(kind.kind)
        if shape is not None and shape.model is not None:
            _collect(shape.model, schemas)
            named = [kind.identity]
            schemas[schema_name(shape.model)]["x-kubernetes-group-version-kind"] = named
    return schemas


def schema_name(model: type) -> str:
    """The name by which schemas refer to a model's."""
    module = model.__module__.rpartition(".")[2]
    return f"{PACKAGES.get(module, module)}.{model.__name__}"


def _collect(model: type, schemas: JsonObject) -> None:
    name = schema_name(model)
    if name in schemas:
        return
    fields, described = fields_of(model), descriptions(model)
    schema: JsonObject = {
        "type": "object",
        "description": described.get("", ""),
        "properties": {
            field: {"description": described.get(field, ""), **_schema(shape)}
            for field, shape in fields.items()
        },
    }
    if required := [field for field, shape in fields.items() if shape.required]:
        schema["required"] = required
    schemas[name] = schema
    for shape in fields.values():
        inner = shape.item or shape
        if inner.model:
            _collect(inner.model, schemas)


def _schema(shape: Shape) -> JsonObject:
    match shape:
        case Shape(Form.LIST, item=Shape() as item):
            return {"type": "array", "items": _schema(item)}
        case Shape(Form.MAP, item=Shape() as item):
            return {"type": "object", "additionalProperties": _schema(item)}
        case Shape(Form.STRUCT, model=type() as model):
            return _reference(schema_name(model))
        case _ if shape.form in REFERENCES:
            return _reference(REFERENCES[shape.form])
        case _:
            return dict(SIMPLE[shape.form])


def _reference(name: str) -> JsonObject:
    return {"allOf": [{"$ref": f"#/components/schemas/{name}"}]}


@functools.cache
def descriptions(model: type) -> Mapping[str, str]:
    """What the library says of each field, and of the model itself under the empty name."""
    about, _, fields = (model.__doc__ or "").partition(FIELDS_BEGIN)
    found = {name.rstrip("_"): " ".join(text.split()) for name, text in FIELD.findall(fields)}
    return {**found, "": " ".join(about.split())}
