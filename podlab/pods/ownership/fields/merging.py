"""A configuration merged into an object, and fields taken out of one."""

from typing import Any

from podlab.pods.ownership.fields.parts import Part, Sort, items
from podlab.pods.ownership.fields.paths import FieldSet, Tree, field_step, is_in, to_tree


def merge(part: Part, live: Any, config: Any) -> Any:
    """`live` with every field that `config` has an opinion about."""
    if part.sort is Sort.WHOLE or not live or config is None:
        return config
    if part.sort in (Sort.KEYED, Sort.SET):
        return _merge_items(part, live, config)
    return {
        **live,
        **{name: merge(part.below(name), live.get(name), each) for name, each in config.items()},
    }


def remove(part: Part, value: Any, paths: FieldSet) -> Any:
    """`value` without these fields; what is left with nothing in it goes too."""
    return _remove(part, value, to_tree(paths))


def _merge_items(part: Part, live: list[Any], config: list[Any]) -> list[Any]:
    """Items in the order of `config`; those of others stay where they stood."""
    before = list(items(part, live))
    known = dict(reversed(before))
    wanted = list(items(part, config))
    steps = {step for step, _ in wanted}
    merged: list[Any] = []
    placed: set[str] = set()
    while before or wanted:
        if before and before[0][0] not in steps:
            merged.append(before.pop(0)[1])
        elif before and before[0][0] in placed:
            before.pop(0)
        else:
            step, each = wanted.pop(0)
            placed.add(step)
            merged.append(merge(part.below(""), known.get(step), each))
    return merged


def _remove(part: Part, value: Any, doomed: Tree) -> Any:
    if part.sort is Sort.WHOLE or not doomed:
        return value
    if part.sort in (Sort.KEYED, Sort.SET):
        return _remaining(
            [(None, part.below(""), step, each) for step, each in items(part, value)], doomed
        )[1]
    named = [(name, part.below(name), field_step(name), each) for name, each in value.items()]
    return dict(zip(*_remaining(named, doomed), strict=True))


def _remaining(
    candidates: list[tuple[Any, Part, str, Any]], doomed: Tree
) -> tuple[list[Any], list[Any]]:
    names, values = [], []
    for name, part, step, each in candidates:
        node = doomed.get(step)
        if node is not None and is_in(node):
            continue
        left = _remove(part, each, node) if node else each
        if left or not each or not node:
            names.append(name)
            values.append(left)
    return names, values
