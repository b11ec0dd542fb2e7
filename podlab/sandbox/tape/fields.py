"""The fields of each kind of entry, and what is wrong with those of one. Pure."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 8_000
LARGEST = 2**53


@dataclass(frozen=True)
class Field:
    """`fits` says whether a value may stand there; a field that is not `needed` may be absent."""

    fits: Callable[[Any], bool]
    needed: bool = False


def is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST


def is_number(value: Any) -> bool:
    return type(value) in {int, float} and math.isfinite(value) and 0 <= value < LARGEST


def is_whole(value: Any) -> bool:
    return type(value) is int and 0 <= value < LARGEST


def is_port(value: Any) -> bool:
    return type(value) is int and 0 < value < 65_536


def is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def or_none(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or fits(value)


def is_sockets(value: Any) -> bool:
    return isinstance(value, list) and len(value) < 500 and all(map(_is_socket, value))


def _is_socket(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and is_port(value.get("port"))
        and or_none(is_text)(value.get("owner"))
        and is_text(value.get("address", ""))
    )


STATE: Mapping[str, Callable[[Any], bool]] = {
    "name": is_text,
    "state": is_text,
    "reason": is_text,
    "restarts": is_whole,
    "ready": is_flag,
    "init": is_flag,
    "ephemeral": is_flag,
}


def is_states(value: Any) -> bool:
    return isinstance(value, list) and len(value) < 100 and all(map(_is_state, value))


def _is_state(value: Any) -> bool:
    return isinstance(value, dict) and all(fits(value.get(name)) for name, fits in STATE.items())


def is_lines(value: Any) -> bool:
    return isinstance(value, list) and len(value) < 500 and all(map(is_text, value))


def is_namespaces(value: Any) -> bool:
    return isinstance(value, list) and len(value) < 100 and all(map(_is_in_namespaces, value))


def _is_in_namespaces(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("namespaces"), dict):
        return False
    numbers = value["namespaces"].values()
    named = or_none(is_text)(value.get("container", "")) and is_text(value.get("id"))
    return named and "container" in value and all(map(or_none(is_whole), numbers))


def is_usage(value: Any) -> bool:
    return isinstance(value, list) and len(value) < 100 and all(map(_is_used, value))


def _is_used(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and is_text(value.get("name"))
        and is_number(value.get("cpu"))
        and is_whole(value.get("memory"))
    )


NAME = Field(or_none(is_text))
TEXT = Field(is_text)
NEEDED = Field(is_text, needed=True)
WHOLE = Field(is_whole)
OUTSIDE = {"iface": TEXT, "outgoing": Field(is_flag), "peer": TEXT, "to": NAME}  # what eth0 adds
ENTRIES: Mapping[str, Mapping[str, Field]] = {
    "pod": {
        "status": Field(lambda value: isinstance(value, dict), needed=True),
        "spec": Field(lambda value: isinstance(value, dict)),
        "phase": NEEDED,
        "ready": NEEDED,
        "reason": TEXT,
        "containers": Field(is_states, needed=True),
        "deleting": Field(is_flag),
    },
    "event": {
        "type": NEEDED,
        "reason": NEEDED,
        "message": NEEDED,
        "from": TEXT,
        "object": TEXT,
        "container": TEXT,
        "count": WHOLE,
    },
    "request": {
        **OUTSIDE,
        "port": Field(is_port, needed=True),
        "protocol": NEEDED,
        "from": NAME,
        "to": NAME,
        "method": NAME,
        "path": NAME,
        "status": Field(or_none(is_whole)),
        "duration_ms": Field(or_none(is_number)),
        "request_bytes": Field(or_none(is_whole)),
        "response_bytes": Field(or_none(is_whole)),
        "request_preview": TEXT,
        "response_preview": TEXT,
        "family": Field(lambda value: is_whole(value) or is_text(value)),
    },
    "refused": {
        **OUTSIDE,
        "port": Field(is_port, needed=True),
        "errno": NEEDED,
        "from": NAME,
        "family": Field(lambda value: is_whole(value) or is_text(value)),
    },
    "listen": {"sockets": Field(is_sockets, needed=True)},
    "namespaces": {"containers": Field(is_namespaces, needed=True)},
    "usage": {"containers": Field(is_usage, needed=True)},
    "tap": {"attribution": TEXT, "writers": TEXT},
    "file": {
        "volume": NEEDED,
        "path": NEEDED,
        "action": NEEDED,
        "by": NAME,
        "size": Field(or_none(is_whole)),
        "text": NAME,
        "truncated": Field(is_flag),
        "old_path": TEXT,
        "diff": Field(is_lines),
        "added": WHOLE,
        "removed": WHOLE,
        "count": WHOLE,
        "written_by": NAME,
    },
    "log": {"container": NEEDED, "text": NEEDED, "attempt": WHOLE},
    "folded": {
        **OUTSIDE,
        "of": NEEDED,
        "count": Field(is_whole, needed=True),
        "from": NAME,
        "to": NAME,
        "port": Field(or_none(is_port)),
        "packets": WHOLE,
        "reason": TEXT,
        "window_ms": Field(is_number),
    },
    "ended": {"reason": NEEDED},
}


def problems_of_fields(entry: Mapping[str, Any]) -> Iterator[str]:
    """What is missing or of the wrong type; fields that are not known are no problem."""
    for name, field in ENTRIES[entry["kind"]].items():
        if name in entry and not field.fits(entry[name]):
            yield f"{name} is of the wrong type, or out of bounds."
        elif field.needed and name not in entry:
            yield f"{name} is missing."
