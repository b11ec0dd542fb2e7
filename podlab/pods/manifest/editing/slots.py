"""Which entries of a mapping or a list stay, go and come, in the order of the text."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import yaml

from podlab.pods.manifest.editing.splices import CannotRewrite
from podlab.pods.manifest.editing.tree import same
from podlab.pods.manifest.places import Steps
from podlab.pods.manifest.scalars import key_text, resolve

NAMES = ("name", "mountPath", "containerPort")


@dataclass(frozen=True)
class Slot:
    """One entry. Without `number` it is new; when `gone` it is no longer wanted."""

    number: int | None
    step: str
    before: Any = None
    after: Any = None
    gone: bool = False


def mapping_slots(
    node: yaml.MappingNode, old: Mapping[str, Any], new: Mapping[str, Any], steps: Steps
) -> Iterator[Slot]:
    """A new key comes after the one that stands before it in `new`."""
    names = [_name(key) for key, _ in node.value]
    merged = [name for name in old if name not in names]
    if any(not same(old[name], new.get(name)) for name in merged):
        raise CannotRewrite(steps)
    coming: dict[int, list[str]] = defaultdict(list)
    last = -1
    for name in new:
        if name in names:
            last = names.index(name)
        elif name not in old:
            coming[last].append(name)
    for number in range(-1, len(names)):
        here = names[number] if number >= 0 else None
        if here is not None and here in old:
            yield Slot(number, here, old[here], new.get(here), gone=here not in new)
        for name in coming[number]:
            yield Slot(None, name, after=new[name])


def list_slots(old: Sequence[Any], new: Sequence[Any]) -> Iterator[Slot]:
    """An item is the same when its name is; one renamed stays in its place."""
    matcher = SequenceMatcher(None, _identities(old), _identities(new), autojunk=False)
    for _, start, end, new_start, new_end in matcher.get_opcodes():
        for step in range(max(end - start, new_end - new_start)):
            number, place = start + step, new_start + step
            after = new[place] if place < new_end else None
            if number < end:
                yield Slot(number, str(number), old[number], after, gone=place >= new_end)
            else:
                yield Slot(None, str(place), after=after)


def _name(key: yaml.Node) -> str | None:
    if not isinstance(key, yaml.ScalarNode) or key.value == "<<":
        return None
    return key.value if key.style else key_text(resolve(key.value))


def _identities(items: Sequence[Any]) -> list[str]:
    key = next((name for name in NAMES if _names_all(items, name)), None)
    return [json.dumps(item[key] if key else item, sort_keys=True) for item in items]


def _names_all(items: Sequence[Any], name: str) -> bool:
    names = [str(item[name]) for item in items if isinstance(item, dict) and name in item]
    return len(set(names)) == len(items)
