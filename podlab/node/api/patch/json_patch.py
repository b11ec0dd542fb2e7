"""JSON patch, RFC 6902."""

import copy
import json
from typing import Any

MOST_OPERATIONS = 10_000  # as the API server allows
MOST_COPIED = 3 * 1024 * 1024  # bytes of JSON by all copies, so that doubling stays small


class CannotPatch(ValueError):
    """A patch that does not fit the object; the message says which part."""


def json_patch(document: Any, operations: Any) -> Any:
    """The document after all operations; raises CannotPatch at the first that does not fit."""
    if not isinstance(operations, list) or len(operations) > MOST_OPERATIONS:
        raise CannotPatch(f"a JSON patch is a list of at most {MOST_OPERATIONS} operations")
    document = copy.deepcopy(document)
    copied = 0
    for operation in operations:
        if not isinstance(operation, dict):
            raise CannotPatch("each operation of a JSON patch is an object")
        if operation.get("op") == "copy":
            copied += len(json.dumps(_get(document, _pointer(operation, "from"))))
            if copied > MOST_COPIED:
                raise CannotPatch(f"the copies of this patch are larger than {MOST_COPIED} bytes")
        document = _apply(document, operation)
    return document


def _apply(document: Any, operation: dict[str, Any]) -> Any:
    path = _pointer(operation, "path")
    match operation.get("op"):
        case "add":
            return _add(document, path, _value(operation))
        case "remove":
            return _remove(document, path)
        case "replace":
            _get(document, path)
            return _replace(document, path, _value(operation))
        case "move":
            source = _pointer(operation, "from")
            value = _get(document, source)
            return _add(_remove(document, source), path, value)
        case "copy":
            value = copy.deepcopy(_get(document, _pointer(operation, "from")))
            return _add(document, path, value)
        case "test":
            if _get(document, path) != _value(operation):
                raise CannotPatch(f"testing value {operation['path']} failed")
            return document
        case other:
            raise CannotPatch(f"unexpected kind: {other}")


def _pointer(operation: dict[str, Any], name: str) -> list[str]:
    pointer = operation.get(name)
    if not isinstance(pointer, str) or (pointer and not pointer.startswith("/")):
        raise CannotPatch(f'"{name}" of an operation must be a JSON pointer like /spec/x')
    steps = pointer.split("/")[1:]
    return [step.replace("~1", "/").replace("~0", "~") for step in steps]


def _value(operation: dict[str, Any]) -> Any:
    if "value" not in operation:
        raise CannotPatch(f"{operation['op']} operation needs a value")
    return copy.deepcopy(operation["value"])


def _get(document: Any, path: list[str]) -> Any:
    for depth, step in enumerate(path):
        if isinstance(document, dict) and step in document:
            document = document[step]
        elif isinstance(document, list):
            document = document[_index(document, step, path[: depth + 1])]
        else:
            raise _missing(path[: depth + 1])
    return document


def _add(document: Any, path: list[str], value: Any) -> Any:
    if not path:
        return value
    parent = _get(document, path[:-1])
    if isinstance(parent, list):
        at = len(parent) if path[-1] == "-" else _index([*parent, None], path[-1], path)
        parent.insert(at, value)
    elif isinstance(parent, dict):
        parent[path[-1]] = value
    else:
        raise _missing(path)
    return document


def _replace(document: Any, path: list[str], value: Any) -> Any:
    if not path:
        return value
    parent = _get(document, path[:-1])
    parent[_index(parent, path[-1], path) if isinstance(parent, list) else path[-1]] = value
    return document


def _remove(document: Any, path: list[str]) -> Any:
    if not path:
        return None
    _get(document, path)
    parent = _get(document, path[:-1])
    del parent[_index(parent, path[-1], path) if isinstance(parent, list) else path[-1]]
    return document


def _index(items: list[Any], step: str, path: list[str]) -> int:
    if not step.isdecimal() or len(step) > 9 or int(step) >= len(items):
        raise _missing(path)
    return int(step)


def _missing(path: list[str]) -> CannotPatch:
    return CannotPatch(f"doc is missing path: /{'/'.join(path)}: missing value")
