"""Strict decoding: unknown fields and wrong types, all of them, each with its exact path."""

import base64
import binascii
import copy
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from podlab.pods.decoding.advice import type_advice, unknown_field_advice
from podlab.pods.decoding.schema import Form, Shape, fields_of, shape_of_kind
from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject, parse_timestamp
from podlab.pods.quantities import InvalidQuantity, canonical

UNKNOWN = "unknown field"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)\Z")
TYPES: Mapping[Form, type] = {
    Form.STRING: str,
    Form.BYTES: str,
    Form.TIME: str,
    Form.BOOLEAN: bool,
    Form.LIST: list,
    Form.STRUCT: dict,
    Form.MAP: dict,
}
ZEROS: Mapping[Form, Any] = {
    Form.STRUCT: {},
    Form.MAP: {},
    Form.LIST: [],
    Form.INT32: 0,
    Form.INT64: 0,
    Form.NUMBER: 0,
    Form.INT_OR_STRING: 0,
    Form.BOOLEAN: False,
    Form.QUANTITY: "0",
}


@dataclass(frozen=True)
class StructureErrors:
    """What strict decoding objects to, and `object`: what is left when that is taken out.

    In `object` nulls are gone (Kubernetes reads null as absent) and so is what was wrong, so
    that the semantic rules can look at the rest.
    """

    unknown: tuple[str, ...]
    wrong_types: tuple[FieldError, ...]
    advice: Mapping[str, str]
    object: JsonObject

    @property
    def wrong_type(self) -> FieldError | None:
        """The first wrong type, where a real decoder stops."""
        return self.wrong_types[0] if self.wrong_types else None

    def field_errors(self) -> list[FieldError]:
        """Everything as errors with advice, unknown fields first."""
        unknown = [FieldError(path, UNKNOWN, self.advice.get(path, "")) for path in self.unknown]
        return [*unknown, *self.wrong_types]


def structure_errors(kind: str, obj: JsonObject) -> StructureErrors:
    """Compare an object with the shape of its kind; an unknown kind passes as it is."""
    shape = shape_of_kind(kind)
    if shape is None or shape.model is None:
        return StructureErrors((), (), {}, obj)
    decoder = _Decoder(kind)
    decoded = decoder.struct(shape.model, obj, "")
    return StructureErrors(
        tuple(decoder.unknown), tuple(decoder.wrong_types), decoder.advice, decoded
    )


class _Wrong(Exception):
    """A value of the wrong type; it was reported and is left out."""


@dataclass
class _Decoder:
    kind: str
    unknown: list[str] = field(default_factory=list)
    wrong_types: list[FieldError] = field(default_factory=list)
    advice: dict[str, str] = field(default_factory=dict)

    def struct(self, model: type, obj: Mapping[str, Any], path: str) -> JsonObject:
        known = fields_of(model)
        decoded: JsonObject = {}
        for name, value in obj.items():
            below = f"{path}.{name}" if path else name or "[]"
            shape = known.get(name)
            if shape is None:
                self.unknown.append(below)
                self.advice[below] = unknown_field_advice(self.kind, path, name, known)
            elif value is not None:
                decoded.update(self._kept(name, shape, value, below, model))
        return decoded

    def _kept(
        self, name: str, shape: Shape, value: Any, path: str, owner: type
    ) -> Iterator[tuple[str, Any]]:
        try:
            yield name, self._value(shape, value, path, owner)
        except _Wrong:
            return

    def _value(self, shape: Shape, value: Any, path: str, owner: type) -> Any:
        if not _fits(shape.form, value):
            raise self._wrong(shape, value, path, owner)
        match shape.form:
            case Form.STRUCT if shape.model:
                return self.struct(shape.model, value, path)
            case Form.LIST if shape.item:
                return self._list(shape.item, value, path, owner)
            case Form.MAP if shape.item:
                return self._map(shape.item, value, path, owner)
            case _:
                return self._text(shape.form, value, path)

    def _list(self, item: Shape, values: list[Any], path: str, owner: type) -> list[Any]:
        decoded = []
        for index, value in enumerate(values):
            try:
                given = _zero(item) if value is None else value
                decoded.append(self._value(item, given, f"{path}[{index}]", owner))
            except _Wrong:
                decoded.append(_zero(item))  # keeps the index of those that follow
        return decoded

    def _map(self, item: Shape, values: JsonObject, path: str, owner: type) -> JsonObject:
        decoded: JsonObject = {}
        for name, value in values.items():
            given = _zero(item) if value is None else value
            decoded.update(self._kept(name, item, given, f"{path}[{name}]", owner))
        return decoded

    def _text(self, form: Form, value: Any, path: str) -> Any:
        """A value whose form says more than its JSON type."""
        match form:
            case Form.QUANTITY:
                return self._quantity(value, path)
            case Form.BYTES:
                return self._base64(value, path)
            case Form.TIME:
                return self._time(value, path)
            case _:
                return value

    def _quantity(self, value: Any, path: str) -> str:
        try:
            return canonical(value)
        except InvalidQuantity as error:
            advice = "Write a number, such as 100m or 0.5 for cpu and 64Mi for memory."
            self.wrong_types.append(FieldError(path, str(error), advice))
            raise _Wrong from None

    def _time(self, value: str, path: str) -> str:
        moment = parse_timestamp(value)
        if moment is None or not RFC3339.match(value):
            problem = f'parsing time "{value}" as "2006-01-02T15:04:05Z07:00": cannot parse'
            advice = "The server writes times itself: leave the line out."
            self.wrong_types.append(FieldError(path, problem, advice))
            raise _Wrong
        return value

    def _base64(self, value: str, path: str) -> str:
        try:
            base64.b64decode("".join(value.split()), validate=True)
        except (binascii.Error, ValueError):
            problem = f"illegal base64 data at input byte {_illegal_at(value)}"
            advice = "Write plain text under stringData, or encode it: printf %s text | base64"
            if self.kind == "ConfigMap":
                advice = "Write plain text under data, or encode it: printf %s text | base64"
            self.wrong_types.append(FieldError(path, problem, advice))
            raise _Wrong from None
        return value

    def _wrong(self, shape: Shape, value: Any, path: str, owner: type) -> _Wrong:
        bare = "".join(part.partition("]")[2] if "]" in part else part for part in path.split("["))
        problem = (
            f"json: cannot unmarshal {json_name(value)} into Go struct field "
            f"{owner.__name__}.{bare} of type {shape.go_name}"
        )
        self.wrong_types.append(FieldError(path, problem, type_advice(shape.form, value)))
        return _Wrong()


def _fits(form: Form, value: Any) -> bool:
    if form in TYPES:
        return isinstance(value, TYPES[form])
    match form:
        case Form.INT32 | Form.INT64:
            bits = 31 if form is Form.INT32 else 63
            return _is_whole(value) and -(2**bits) <= value < 2**bits
        case Form.INT_OR_STRING:
            return isinstance(value, str) or (_is_whole(value) and abs(value) < 2**31)
        case Form.NUMBER:
            return _is_number(value)
        case Form.QUANTITY:
            return isinstance(value, str) or _is_number(value)
        case _:
            return True


def _is_number(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return _is_whole(value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _zero(shape: Shape) -> Any:
    """The value that Go gives to a field of this shape where nothing (right) is written."""
    return copy.copy(ZEROS.get(shape.form, ""))


def json_name(value: Any) -> str:
    """What Go's decoder calls a value that it does not want."""
    match value:
        case bool():
            return "bool"
        case int() | float():
            return f"number {value}" if isinstance(value, float) or abs(value) > 2**31 else "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def _illegal_at(text: str) -> int:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\n\r"
    body = text.rstrip("=\n\r")
    wrong = next((index for index, letter in enumerate(body) if letter not in letters), None)
    return wrong if wrong is not None else len(text)
