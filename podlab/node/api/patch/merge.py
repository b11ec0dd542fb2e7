"""JSON merge patch, RFC 7386."""

from typing import Any


def merge(current: Any, patch: Any) -> Any:
    """`current` with the fields of `patch` in place of its own; null removes one."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(current) if isinstance(current, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged
