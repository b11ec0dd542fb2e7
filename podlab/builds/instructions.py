"""A Dockerfile taken apart: its instructions, each in one line, and where it stood."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DIRECTIVE = re.compile(r"#\s*([A-Za-z][A-Za-z0-9]*)\s*=")
_CONTINUES = re.compile(r"\\[ \t]*\Z")
_FLAG = re.compile(r"--([a-z]+)(?:=(\S*))?(?:\s+|\Z)")


@dataclass(frozen=True)
class Instruction:
    """`COPY --from=build /out /` is keyword COPY, a flag, and the value `/out /`.

    `text` is the whole of it in one line, as it will be sent to the engine.
    """

    keyword: str
    flags: tuple[tuple[str, str], ...]
    value: str
    line: int

    @property
    def text(self) -> str:
        flags = (f"--{name}={value}" if value else f"--{name}" for name, value in self.flags)
        return " ".join(filter(None, (self.keyword, *flags, self.value)))

    @property
    def words(self) -> list[str]:
        """The value's words, as a FROM is read."""
        return self.value.split()


def directives(text: str) -> Iterator[tuple[str, int]]:
    """The parser directives at the top (`# syntax=…`), each with its line."""
    for number, line in enumerate(text.splitlines(), start=1):
        found = _DIRECTIVE.match(line.strip())
        if found is None:
            return
        yield found[1].lower(), number


def instructions(text: str) -> list[Instruction]:
    """Every instruction in its order; lines that a backslash continues are put together.

    As the engine's classic builder reads: comments and empty lines count for nothing, even in the
    middle of an instruction. What ends with a backslash has no end.
    """
    found: list[Instruction] = []
    pieces: list[str] = []
    began = 0
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        began = began if pieces else number
        pieces.append(_CONTINUES.sub("", line if pieces else line.lstrip()))
        if not _CONTINUES.search(line):
            found.append(instruction("".join(pieces), began))
            pieces = []
    if pieces:
        found.append(instruction("".join(pieces) + "\\", began))
    return found


def instruction(text: str, line: int) -> Instruction:
    """One instruction from its one line.

    >>> instruction("copy --from=build  /out /", 3)
    Instruction(keyword='COPY', flags=(('from', 'build'),), value='/out /', line=3)
    """
    keyword, _, rest = text.strip().replace("\t", " ").partition(" ")
    rest, flags = rest.strip(), []
    while found := _FLAG.match(rest):
        flags.append((found[1], found[2] or ""))
        rest = rest[found.end() :]
    return Instruction(keyword.upper(), tuple(flags), rest.strip(), line)
