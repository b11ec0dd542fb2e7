"""A text as objects, and as PyYAML's nodes, which know where each value begins and ends."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from podlab.pods.errors import FieldError, InvalidManifest
from podlab.pods.manifest.nodes import Composer, TooMuch
from podlab.pods.manifest.reading import Reader
from podlab.pods.manifest.syntax import syntax_error
from podlab.pods.manifest.text import LEARNER_LIMITS, decode

NOT_FOR_A_FORM = "The text can be read, but not changed piece by piece."


@dataclass(frozen=True)
class Written:
    """One document: what Kubernetes reads in it, and the nodes it is written with."""

    value: Any
    node: yaml.Node


def read_written(text: str) -> tuple[Written, ...]:
    """All documents of the text, empty ones too. Raises `InvalidManifest` for what is no YAML.

    Our own composer comes first: it is bounded, PyYAML's then meets nothing that could hurt.
    """
    readable = decode(text, LEARNER_LIMITS)
    composer = Composer(readable, LEARNER_LIMITS)
    reader = Reader()
    try:
        values = [reader.value(root) for root in composer.documents()]
    except TooMuch as bomb:
        raise InvalidManifest([bomb.error]) from None
    except yaml.YAMLError as error:
        raise InvalidManifest([*composer.errors, syntax_error(error, readable)]) from None
    if composer.errors or reader.errors:
        raise InvalidManifest([*composer.errors, *reader.errors])
    try:
        nodes = list(yaml.compose_all(readable, Loader=yaml.SafeLoader))
    except yaml.YAMLError as error:
        problem = syntax_error(error, readable).problem
        raise InvalidManifest([FieldError("", problem, NOT_FOR_A_FORM, 1, 1)]) from None
    return tuple(Written(value, node) for value, node in zip(values, nodes, strict=True))


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal whatever the order of keys; to Python, `true` is 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def children(node: yaml.Node) -> Iterator[yaml.Node]:
    """The nodes right below, keys among them."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key
            yield value
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def walk(root: yaml.Node) -> Iterator[yaml.Node]:
    """Every node once, parents first."""
    seen: set[int] = set()
    ahead = [root]
    while ahead:
        node = ahead.pop()
        if id(node) not in seen:
            seen.add(id(node))
            yield node
            ahead += reversed(list(children(node)))


def repeated(root: yaml.Node) -> frozenset[int]:
    """The ids of nodes that an alias shows in a second place: a change would be seen in both."""
    shown = Counter(id(child) for node in walk(root) for child in children(node))
    return frozenset(found for found, count in shown.items() if count > 1)


def is_block_scalar(node: yaml.Node) -> bool:
    """Whether it is written with | or >."""
    return isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}


def is_flow(node: yaml.Node) -> bool:
    """Whether it is written in brackets or braces."""
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def start_of(node: yaml.Node) -> int:
    """The index of its first character."""
    return int(node.start_mark.index)


def is_block_collection(node: yaml.Node) -> bool:
    """Whether it is written in lines of its own."""
    return isinstance(node, yaml.CollectionNode) and not node.flow_style


def has_compact_lists(root: yaml.Node) -> bool:
    """Whether the first list in the text has its dashes right below its key."""
    for node in walk(root):
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if isinstance(value, yaml.SequenceNode) and not value.flow_style:
                    return int(value.start_mark.column) == int(key.start_mark.column)
    return False


def end_of(node: yaml.Node, text: str) -> int:
    """The index after its last character.

    The marks of block style run on to the next token, over comments that belong to nobody.
    """
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        last = node.value[-1]
        return end_of(last[1] if isinstance(last, tuple) else last, text)
    end = int(node.end_mark.index)
    if is_block_scalar(node):
        body = text[start_of(node) : end]
        header = body.partition("\n")[0]
        kept = body if "+" in header.partition("#")[0] else body.rstrip()
        return start_of(node) + len(kept.removesuffix("\n"))
    return end
