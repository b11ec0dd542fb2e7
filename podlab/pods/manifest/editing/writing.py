"""Values written down as YAML, the way the examples are written."""

from typing import Any

import yaml

from podlab.pods.manifest.scalars import resolve

NO_FOLDING = 1_000_000
LONGEST_LIST = 88
STR = "tag:yaml.org,2002:str"
OPTIONS: dict[str, Any] = {"sort_keys": False, "width": NO_FOLDING, "allow_unicode": True}


class _Writer(yaml.SafeDumper):
    """Two spaces below a key, also for a dash; short lists of words in brackets."""

    compact = False

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless and self.compact)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 -- PyYAML's signature
        return True


class _CompactWriter(_Writer):
    """Dashes stand right below the first letter of their key."""

    compact = True


class _LineWriter(_Writer):
    """Never more than one line."""


def _text(writer: _Writer, value: str) -> yaml.ScalarNode:
    style = None if isinstance(resolve(value), str) else '"'  # else a number, a yes or a null
    if "\n" in value:
        one_line = isinstance(writer, _LineWriter) or value.endswith("\n\n") or value == "\n"
        style = '"' if one_line else "|"
    return writer.represent_scalar(STR, value, style=style)


def _list(writer: _Writer, items: list[Any]) -> yaml.SequenceNode:
    node = writer.represent_list(items)
    words = all(isinstance(item, str | int | float) and "\n" not in str(item) for item in items)
    if words and len(str(items)) < LONGEST_LIST:
        node.flow_style = True
        for child in node.value:
            child.style = '"' if child.tag == STR else child.style
    return node


for _each in (_Writer, _CompactWriter, _LineWriter):
    _each.add_representer(str, _text)
    _each.add_representer(list, _list)


def in_block(value: Any, *, compact: bool = False) -> str:
    """The lines of a mapping or list, not indented, without the last line break."""
    writer = _CompactWriter if compact else _Writer
    text: str = yaml.dump(value, Dumper=writer, default_flow_style=False, **OPTIONS)
    return text.rstrip("\n")


def below_key(value: Any, *, compact: bool = False) -> tuple[str, str]:
    """What stands behind a key and its colon, and the lines below, indented from the key."""
    head, _, body = in_block({"k": value}, compact=compact).partition("\n")
    return head.removeprefix("k:").strip(), body


def as_item(value: Any) -> str:
    """The lines of one list item, beginning with its dash."""
    head, body = below_key(value)
    if not head:
        return f"- {body[2:]}"
    return f"- {head}\n{body}" if body else f"- {head}"


def on_a_line(value: Any, style: str | None = None) -> str:
    """A value on one line, which may stand in brackets too; a text in the quotes of `style`."""
    if style and isinstance(value, str):
        quoted: str = yaml.dump(value, Dumper=_LineWriter, default_style=style, **OPTIONS)
        return quoted.strip()
    text: str = yaml.dump({"k": value}, Dumper=_LineWriter, default_flow_style=True, **OPTIONS)
    return text.strip()[len("{k: ") : -1]
