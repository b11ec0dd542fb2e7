"""Sets of paths to fields, as managedFields writes them: `f:spec`, `k:{"name":"web"}`, `v:"x"`."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

Path = tuple[str, ...]  # its steps, each in the spelling of FieldsV1
FieldSet = frozenset[Path]
Tree = dict[str, Any]  # a set as FieldsV1 nests it

NOTHING: FieldSet = frozenset()
ITSELF = "."  # in a tree: the field that the fields below belong to is in the set too
DEEPEST = 40  # no path of a served kind is longer than half of this


def field_step(name: str) -> str:
    """The step to a field of a struct or an entry of a map."""
    return f"f:{name}"


def key_step(keys: Mapping[str, Any]) -> str:
    """The step to the item of a list that has these values in its keys."""
    return "k:" + json.dumps(keys, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def value_step(value: Any) -> str:
    """The step to a member of a list that is a set."""
    return "v:" + json.dumps(value, ensure_ascii=False)


def path_text(path: Path) -> str:
    """A path as conflicts name it.

    >>> path_text(("f:spec", "f:containers", 'k:{"name":"web"}', "f:image"))
    '.spec.containers[name="web"].image'
    """
    return "".join(_step_text(step) for step in path)


def to_tree(paths: Collection[Path]) -> Tree:
    """A set as FieldsV1.

    >>> to_tree({("f:a",), ("f:a", "f:b")})
    {'f:a': {'.': {}, 'f:b': {}}}
    """
    tree: Tree = {}
    for path in sorted(paths):
        node = tree
        for step in path:
            node = node.setdefault(step, {})
        node[ITSELF] = {}
    return _collapsed(tree)


def from_tree(tree: Any) -> FieldSet:
    """The set that FieldsV1 writes; raises ValueError for anything else."""
    return frozenset(_paths(tree, ()))


def with_parents(paths: FieldSet) -> FieldSet:
    """The set, and every field that holds one of its fields."""
    parents = {path[:depth] for path in paths for depth in range(1, len(path))}
    return paths | {path for path in parents if path[-1].startswith("f:")}


def without_below(paths: FieldSet, roots: Collection[Path]) -> FieldSet:
    """The set without these fields and all that they hold."""
    return frozenset(path for path in paths if not any(path[: len(r)] == r for r in roots))


def is_in(node: Tree) -> bool:
    """Whether the field at a node of a tree is in the set, and not only fields below it."""
    return not node or ITSELF in node


def _collapsed(tree: Tree) -> Tree:
    return {
        step: {} if below == {ITSELF: {}} else _collapsed(below) for step, below in tree.items()
    }


def _paths(node: Any, path: Path) -> Iterator[Path]:
    if not isinstance(node, dict) or len(path) > DEEPEST:
        raise ValueError("FieldsV1 nests maps, and not endlessly")
    for step, below in node.items():
        if step == ITSELF:
            if path:
                yield path
            continue
        _check(step)
        if below == {}:
            yield (*path, step)
        else:
            yield from _paths(below, (*path, step))


def _check(step: str) -> None:
    sort, separator, rest = step.partition(":")
    if not separator or sort not in {"f", "k", "v", "i"}:
        raise ValueError(f"{step!r} is no path element")
    if sort != "f":
        value = json.loads(rest)
        if sort == "k" and not isinstance(value, dict):
            raise ValueError(f"{step!r} names no keys")


def _step_text(step: str) -> str:
    sort, _, rest = step.partition(":")
    match sort:
        case "f":
            return f".{rest}"
        case "k":
            keys = json.loads(rest)
            written = (f"{name}={json.dumps(keys[name])}" for name in sorted(keys))
            return f"[{','.join(written)}]"
        case "v":
            return f"[={rest}]"
        case _:
            return f"[{rest}]"
