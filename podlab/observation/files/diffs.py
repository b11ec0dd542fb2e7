"""What changed in a small text file since it was last looked at: pure, and bounded in every way."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

SMALL = 16 << 10  # bytes of a text that is compared
FILES_KEPT = 64
LINES_COMPARED = 60  # on each side; a larger change is told as all that went and all that came
LINES_TOLD = 80
LONGEST_LINE = 400
CONTEXT = 2
KEPT, CAME, WENT, GAP = " ", "+", "-", "…"


@dataclass(frozen=True)
class Diff:
    """Lines with their sign in front, at most so many; the numbers count all of them."""

    lines: tuple[str, ...]
    added: int
    removed: int


class KnownTexts:
    """The latest text of the files that changed last, which is all the memory this takes."""

    def __init__(self, files: int = FILES_KEPT) -> None:
        self._files = files
        self._texts: OrderedDict[tuple[str, str], str] = OrderedDict()

    def replace(self, volume: str, path: str, text: str | None) -> Diff | None:
        """Remember this text, and say how it differs from the one before; None for no text.

        An empty text is nearly always a file that is just being written anew: the next one is
        compared with what was there before.
        """
        if text == "":
            return None
        before = self._texts.pop((volume, path), None)
        if text is None or len(text) > SMALL:
            return None
        self._texts[volume, path] = text
        while len(self._texts) > self._files:
            self._texts.popitem(last=False)
        return None if before is None else text_diff(before, text)

    def rename(self, volume: str, old: str, new: str) -> None:
        """The file has another name now, and what is known of it goes along."""
        if (text := self._texts.pop((volume, old), None)) is not None:
            self._texts[volume, new] = text


def text_diff(before: str, after: str) -> Diff | None:
    """The lines that came and went, with a few around them; None when no line did."""
    old, new = _lines(before), _lines(after)
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    went, came = old[head : len(old) - tail], new[head : len(new) - tail]
    if not went and not came:
        return None
    middle = list(_compared(went, came))
    around = old[max(0, head - CONTEXT) : head], old[len(old) - tail :][:CONTEXT]
    told = [KEPT + line for line in around[0]] + middle + [KEPT + line for line in around[1]]
    return Diff(
        _shortened(told),
        sum(line[0] == CAME for line in middle),
        sum(line[0] == WENT for line in middle),
    )


def _lines(text: str) -> list[str]:
    """Only the line feed ends a line, and the last one needs none."""
    return text.removesuffix("\n").split("\n") if text else []


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines from the beginning are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _compared(went: list[str], came: list[str]) -> Iterator[str]:
    if max(len(went), len(came)) > LINES_COMPARED:
        yield from (WENT + line for line in went)
        yield from (CAME + line for line in came)
        return
    matcher = SequenceMatcher(None, went, came, autojunk=False)
    for what, start, end, new_start, new_end in matcher.get_opcodes():
        if what == "equal":
            yield from _kept(went[start:end])
            continue
        yield from (WENT + line for line in went[start:end])
        yield from (CAME + line for line in came[new_start:new_end])


def _kept(lines: list[str]) -> Iterator[str]:
    if len(lines) > 2 * CONTEXT:
        yield from (KEPT + line for line in lines[:CONTEXT])
        yield GAP
        lines = lines[-CONTEXT:]
    yield from (KEPT + line for line in lines)


def _shortened(lines: list[str]) -> tuple[str, ...]:
    short = [
        line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + GAP
        for line in lines[:LINES_TOLD]
    ]
    return (*short, GAP) if len(lines) > LINES_TOLD else tuple(short)
