"""Fields that the schema demands and that are not there, even as an empty value."""

from collections.abc import Iterator, Mapping
from typing import Any

from podlab.pods.decoding.schema import Form, Shape, fields_of, shape_of_kind


def missing_fields(kind: str, obj: Mapping[str, Any]) -> list[str]:
    """Paths of the missing fields in a decoded object; its status is nobody's to write."""
    shape = shape_of_kind(kind)
    written = {name: value for name, value in obj.items() if name != "status"}
    return list(_missing(shape, written, "")) if shape else []


def _missing(shape: Shape, value: Any, path: str) -> Iterator[str]:
    if shape.form is Form.STRUCT and shape.model:
        for name, field in fields_of(shape.model).items():
            below = f"{path}.{name}" if path else name
            if name in value:
                yield from _missing(field, value[name], below)
            elif field.required:
                yield below
    elif shape.form is Form.LIST and shape.item:
        for index, item in enumerate(value):
            yield from _missing(shape.item, item, f"{path}[{index}]")
