"""Kubernetes' protobuf envelope and the objects in it, as JSON objects."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from podlab.node.api.protobuf.layout import Field, Message
from podlab.node.api.protobuf.pods import POD_MESSAGES
from podlab.node.api.protobuf.schema import MESSAGES, OBJECTS
from podlab.node.api.protobuf.wire import Truncated, fields, signed
from podlab.node.api.protobuf.workloads import WORKLOAD_MESSAGES, WORKLOAD_OBJECTS
from podlab.pods.objects import JsonObject

MAGIC = b"k8s\x00"
LAYOUTS = MESSAGES | POD_MESSAGES | WORKLOAD_MESSAGES
KINDS = OBJECTS | WORKLOAD_OBJECTS | {("v1", "Pod"): POD_MESSAGES["Pod"]}
SEND_JSON = "send JSON: kubectl create … --dry-run=client -o yaml | kubectl apply -f -"
EMPTY: tuple[object, ...] = ("", 0, False, None, [], {})


class CannotDecode(ValueError):
    """The bytes are no Kubernetes protobuf, or of a kind whose layout is not known here."""


def decode_object(body: bytes) -> JsonObject:
    """An object with its apiVersion and kind; raises CannotDecode."""
    if not body.startswith(MAGIC):
        raise CannotDecode("the body does not begin like a Kubernetes protobuf message")
    try:
        envelope = dict(fields(body[len(MAGIC) :]))
        type_meta = dict(fields(_bytes(envelope.get(1, b""))))
        api_version, kind = (_bytes(type_meta.get(n, b"")).decode() for n in (1, 2))
        layout = KINDS.get((api_version, kind))
        if layout is None:
            what = f"{kind} of {api_version}"
            raise CannotDecode(f"Podlab does not read {what} as protobuf; {SEND_JSON}")
        content = _message(layout, _bytes(envelope.get(2, b"")))
    except (ValueError, OverflowError, OSError) as error:
        raise CannotDecode(str(error)) from error
    return {"apiVersion": api_version, "kind": kind, **content}


def _message(layout: Message, data: bytes) -> JsonObject:
    found: JsonObject = {}
    for number, raw in fields(data):
        field = layout.get(number)
        if field is None:
            _check_empty(number, raw)
        elif field.kind == "ignored":
            continue
        elif field.mapping:
            key, value = _entry(field, _bytes(raw))
            found.setdefault(field.name, {})[key] = value
        elif field.inline:
            found |= _message(LAYOUTS[field.kind], _bytes(raw))
        elif field.repeated:
            found.setdefault(field.name, []).append(_value(field, raw))
        else:
            value = _value(field, raw)
            if field.pointer or value not in EMPTY:
                found[field.name] = value
    return found


def _check_empty(number: int, raw: int | bytes) -> None:
    """Nothing may get lost: a field that is not read here has to say nothing."""
    if raw not in (0, b""):
        raise CannotDecode(f"Podlab does not read field number {number} here; {SEND_JSON}")


def _entry(field: Field, data: bytes) -> tuple[str, Any]:
    pair = dict(fields(data))
    return _bytes(pair.get(1, b"")).decode(), _value(field, pair.get(2, b""))


def _value(field: Field, raw: int | bytes) -> Any:
    read = VALUES.get(field.kind)
    return read(raw) if read else _message(LAYOUTS[field.kind], _bytes(raw))


def _quantity(raw: int | bytes) -> str:
    return str(_message(LAYOUTS["Quantity"], _bytes(raw)).get("string", "0"))


def _int_or_string(raw: int | bytes) -> int | str:
    either = _message(LAYOUTS["IntOrString"], _bytes(raw))
    found: int | str = either.get("strVal", "") if either.get("type") else either.get("intVal", 0)
    return found


def _time(data: bytes) -> str | None:
    seconds = dict(fields(data)).get(1)
    if not isinstance(seconds, int):
        return None
    return datetime.fromtimestamp(signed(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _bytes(raw: int | bytes) -> bytes:
    if isinstance(raw, int):
        raise Truncated("an integer where protobuf bytes are expected")
    return raw


def _integer(raw: int | bytes) -> int:
    if isinstance(raw, bytes):
        raise Truncated("bytes where a protobuf integer is expected")
    return raw


VALUES: dict[str, Callable[[int | bytes], Any]] = {
    "string": lambda raw: _bytes(raw).decode(),
    "bytes": lambda raw: base64.b64encode(_bytes(raw)).decode(),
    "int": lambda raw: signed(_integer(raw)),
    "bool": bool,
    "time": lambda raw: _time(_bytes(raw)),
    "quantity": _quantity,
    "int-or-string": _int_or_string,
}
