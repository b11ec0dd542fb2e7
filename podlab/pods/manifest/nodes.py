"""From YAML text to a tree of nodes with their places, within a budget that no bomb survives.

Only PyYAML's parser in pure Python is used, event by event: its C twin can crash the process, and
its composer and constructor would expand aliases before anybody counted them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from podlab.pods.errors import FieldError
from podlab.pods.manifest.scalars import Scalar, resolve
from podlab.pods.manifest.text import Limits

PLAIN_TAGS = frozenset({"tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})


@dataclass(frozen=True)
class Node:
    """One value of the text. `value` is a scalar, a list of nodes or a list of pairs of nodes.

    `line` and `column` count from 1; `size` is the number of nodes in it, aliases written out.
    """

    value: Scalar | list["Node"] | list[tuple["Node", "Node"]]
    line: int
    column: int
    is_mapping: bool = False
    is_merge: bool = False
    size: int = 1


class TooMuch(Exception):
    """The text asks for more than the budget allows; holds the one error."""

    def __init__(self, problem: str, advice: str, mark: Any) -> None:
        super().__init__(problem)
        self.error = FieldError("", problem, advice, mark.line + 1, mark.column + 1)


class _Parser(yaml.SafeLoader):
    """PyYAML's parser that stops at deep brackets before it looks ahead, which costs it dearly."""

    def __init__(self, text: str, depth: int) -> None:
        super().__init__(text)
        self._depth = depth

    def fetch_flow_collection_start(self, token: Any) -> None:
        if self.flow_level > self._depth:
            raise _too_deep(self._depth, self.get_mark())
        super().fetch_flow_collection_start(token)


def _too_deep(depth: int, mark: Any) -> TooMuch:
    problem = f"Too many: lists and mappings are nested more than {depth} deep"
    return TooMuch(problem, "A Pod needs about ten levels.", mark)


@dataclass
class Composer:
    """Reads one text. `errors` gathers what is wrong with single values; `TooMuch` ends it all."""

    text: str
    limits: Limits
    errors: list[FieldError] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._parser: Any = _Parser(self.text, self.limits.depth)
        self._anchors: dict[str, Node | None] = {}
        self._spent = 0

    def documents(self) -> Iterator[Node]:
        """The root of each document in turn. Raises `TooMuch` and `yaml.YAMLError`."""
        count = 0
        while not isinstance(event := self._parser.get_event(), yaml.StreamEndEvent):
            if not isinstance(event, yaml.DocumentStartEvent):
                continue
            count += 1
            if count > self.limits.documents:
                problem = f"Too many: must have at most {self.limits.documents} documents"
                raise TooMuch(problem, "Split the file.", event.start_mark)
            self._anchors = {}
            yield self._node(self._parser.get_event(), 0)

    def _node(self, event: Any, depth: int) -> Node:
        self._charge(1, event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if depth > self.limits.depth:
            raise _too_deep(self.limits.depth, event.start_mark)
        if event.anchor:
            self._anchors[event.anchor] = None
        self._check_tag(event)
        node = self._content(event, depth)
        if event.anchor:
            self._anchors[event.anchor] = node
        return node

    def _content(self, event: Any, depth: int) -> Node:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, yaml.SequenceStartEvent):
            items = list(self._items(yaml.SequenceEndEvent, depth))
            return Node(items, line, column, size=1 + sum(each.size for each in items))
        if isinstance(event, yaml.MappingStartEvent):
            flat = list(self._items(yaml.MappingEndEvent, depth))
            pairs = list(zip(flat[::2], flat[1::2], strict=True))
            size = 1 + sum(each.size for each in flat)
            return Node(pairs, line, column, is_mapping=True, size=size)
        plain = event.implicit[0]
        value = resolve(event.value) if plain else self._quoted(event)
        return Node(value, line, column, is_merge=plain and event.value == "<<")

    def _items(self, end: type[yaml.Event], depth: int) -> Iterator[Node]:
        while not isinstance(event := self._parser.get_event(), end):
            yield self._node(event, depth + 1)

    def _alias(self, event: Any) -> Node:
        mark = event.start_mark
        target = self._anchors.get(event.anchor)
        if target is not None:
            self._charge(target.size, mark)
            return replace(target, line=mark.line + 1, column=mark.column + 1)
        if event.anchor in self._anchors:
            problem = f"yaml: anchor '{event.anchor}' value contains itself"
            advice = "An alias can't stand inside the value that it repeats."
        else:
            problem = f"yaml: unknown anchor '{event.anchor}' referenced"
            advice = (
                f"Write &{event.anchor} at the value to repeat, above this line; "
                "a value that really begins with * needs quotes."
            )
        self._complain(problem, advice, mark)
        return Node(None, mark.line + 1, mark.column + 1)

    def _quoted(self, event: Any) -> str:
        text: str = event.value
        try:
            return text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            advice = "A \\ud800 … \\udfff escape stands for half a character: write both halves."
            self._complain("yaml: invalid Unicode character escape code", advice, event.start_mark)
            return ""

    def _check_tag(self, event: Any) -> None:
        tag = getattr(event, "tag", None)
        if tag and tag != "!" and tag not in PLAIN_TAGS:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            advice = "Leave the tag out; quotes make a string of any value."
            self._complain(f"yaml: tag {shown} is not supported", advice, event.start_mark)

    def _charge(self, nodes: int, mark: Any) -> None:
        self._spent += nodes
        if self._spent > self.limits.nodes:
            problem = (
                f"Too many: must have at most {self.limits.nodes} values "
                "(aliases and merge keys count as written out)"
            )
            raise TooMuch(problem, "Split the file, or repeat less.", mark)

    def _complain(self, problem: str, advice: str, mark: Any) -> None:
        self.errors.append(FieldError("", problem, advice, mark.line + 1, mark.column + 1))
