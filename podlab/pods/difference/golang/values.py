"""JSON as Go values: tuples for structs and slices, dicts for maps, None for what is nil."""

from fractions import Fraction
from typing import Any

from podlab.pods.difference.golang.types import Field, Kind, Type, type_of
from podlab.pods.objects import JsonObject
from podlab.pods.quantities import canonical, parse_quantity

OF_THE_HOST = ("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers")
EMPTY = {Kind.STRING: "", Kind.NUMBER: 0, Kind.BOOL: False}
POWERS = {"": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18, "m": -3, "u": -6, "n": -9}


def internal_spec(spec: JsonObject) -> JsonObject:
    """The spec with what the API server keeps in the security context there."""
    moved = {name: spec[name] for name in OF_THE_HOST if name in spec}
    context = spec.get("securityContext")
    if context is None and not moved:
        return spec
    return {**spec, "securityContext": {**(context or {}), **moved}}


def go_value(kind: Type, value: Any) -> Any:
    """A JSON value as Go holds it; an empty list or map counts as nil, as after storing."""
    match kind.kind:
        case Kind.STRUCT:
            return _struct(kind, value)
        case Kind.SLICE:
            item = type_of(kind.item)
            return tuple(go_value(item, each) for each in value) if value else None
        case Kind.MAP:
            item = type_of(kind.item)
            return {name: go_value(item, value[name]) for name in sorted(value)} if value else None
        case Kind.POINTER:
            return None if value is None else go_value(type_of(kind.item), value)
        case _:
            return EMPTY[kind.kind] if value is None else value


def quantity_text(value: tuple[tuple[int, int], str]) -> str:
    """An amount as Kubernetes writes it."""
    (number, scale), form = value
    if form == "DecimalExponent":
        return f"{number}e{scale}"
    if form == "BinarySI":
        return canonical(f"{number // 1024}Ki") if number % 1024 == 0 else str(number)
    suffix = next(suffix for suffix, power in POWERS.items() if power == scale)
    return f"{number}{suffix}"


def is_zero(kind: Type, value: Any) -> bool:
    """Whether a value is what Go begins with."""
    if kind.kind is Kind.STRUCT:
        return all(is_zero(type_of(field.type), each)
                   for field, each in zip(kind.fields, value, strict=True))  # fmt: skip
    return value is None if kind.kind in {Kind.SLICE, Kind.MAP, Kind.POINTER} else not value


def _struct(kind: Type, value: Any) -> Any:
    if kind.is_quantity:
        return _quantity(value)
    if kind.name == "intstr.IntOrString":
        return _int_or_string(value)
    return tuple(_field_value(field, value or {}) for field in kind.fields)


def _field_value(field: Field, parent: JsonObject) -> Any:
    below = parent.get(field.json) if field.json else parent
    return go_value(type_of(field.type), below)


def _int_or_string(value: Any) -> tuple[int, int, str]:
    return (1, 0, value) if isinstance(value, str) else (0, value or 0, "")


def _quantity(value: Any) -> tuple[tuple[int, int], str]:
    """An amount as a whole number and a power of ten, and the form in which it is written."""
    if value is None:
        return ((0, 0), "")
    text = canonical(value)
    amount = parse_quantity(text)
    suffix = text.lstrip("+-0123456789")
    if suffix.endswith("i"):
        return ((int(amount), 0), "BinarySI")
    scale = POWERS[suffix] if suffix in POWERS else int(suffix[1:])
    form = "DecimalSI" if suffix in POWERS else "DecimalExponent"
    return ((int(amount / Fraction(10) ** scale), scale), form)
