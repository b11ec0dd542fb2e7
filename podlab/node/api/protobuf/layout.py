"""How a message is laid out: its fields by number, and a short way to write many of them down."""

import re
from dataclasses import dataclass

WRITTEN = re.compile(
    r"(?P<number>\d+):(?P<name>\w+)(=(?P<kind>[\w-]+))?(?P<many>\[\]|\{\})?(?P<flag>[*^])?"
)


@dataclass(frozen=True)
class Field:
    """One field of a message.

    Go writes every field that is no pointer, so an empty value means absent there; `pointer`
    marks the fields where an empty value was really said. The fields of an `inline` message
    belong to the object itself.
    """

    name: str
    kind: str = "string"  # bytes, int, bool, time, quantity, int-or-string, or a message's name;
    # "ignored" is what the server alone writes
    repeated: bool = False
    mapping: bool = False  # a map from string to `kind`
    pointer: bool = False
    inline: bool = False


Message = dict[int, Field]


def layouts(text: str) -> dict[str, Message]:
    """Messages: the name of each, then `number:field=kind` for each of its fields.

    `[]` marks what is repeated, `{}` a map, `*` a pointer, `^` what is inline; a field without
    a kind is a string.
    """
    found: dict[str, Message] = {}
    fields: Message = {}
    for word in text.split():
        written = WRITTEN.fullmatch(word)
        if written is None:
            fields = found[word] = {}
        else:
            fields[int(written["number"])] = _field(written)
    return found


def _field(written: re.Match[str]) -> Field:
    return Field(
        written["name"],
        written["kind"] or "string",
        repeated=written["many"] == "[]",
        mapping=written["many"] == "{}",
        pointer=written["flag"] == "*",
        inline=written["flag"] == "^",
    )
