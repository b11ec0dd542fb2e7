"""The sections of a text by anchor: `## Build it` is #build-it, `## Bau es {#build-it}` as well."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it.token import Token

from podlab.curriculum.markdown.blocks import parser

ANCHOR = re.compile(r"\s*\{#([a-z0-9-]+)\}\s*$")
KEPT_TEXTS = 512


@dataclass(frozen=True)
class Section:
    """A heading and all that follows, up to the next heading of its level or of a higher one."""

    anchor: str
    title: str
    level: int
    line: int
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class Sections:
    """All sections in their order, `repeated` where two headings have one anchor."""

    by_anchor: Mapping[str, Section]
    repeated: tuple[Section, ...] = ()


def slug_of(text: str) -> str:
    """The anchor of a heading or of a word.

    >>> slug_of("Let `back` listen: port 80")
    'let-back-listen-port-80'
    """
    return re.sub(r"[\s_-]+", "-", re.sub(r"[^\w\s-]", "", text.lower())).strip("-")


@lru_cache(KEPT_TEXTS)
def sections_of(source: str) -> Sections:
    """Read a text; the same text is read once."""
    tokens = parser().parse(source)
    by_anchor: dict[str, Section] = {}
    repeated: list[Section] = []
    for start, token in enumerate(tokens):
        if token.type != "heading_open" or token.level:
            continue
        section = _section(tokens, start)
        if section.anchor in by_anchor:
            repeated.append(section)
        by_anchor.setdefault(section.anchor, section)
    return Sections(by_anchor, tuple(repeated))


def _section(tokens: Sequence[Token], start: int) -> Section:
    told = ANCHOR.search(tokens[start + 1].content)
    title = ANCHOR.sub("", tokens[start + 1].content)
    for child in (tokens[start + 1].children or [])[-1:]:
        child.content = ANCHOR.sub("", child.content)
    level = int(tokens[start].tag[1:])
    line = (tokens[start].map or [0])[0] + 1
    end = next(
        (
            later
            for later in range(start + 3, len(tokens))
            if tokens[later].type == "heading_open"
            and not tokens[later].level
            and int(tokens[later].tag[1:]) <= level
        ),
        len(tokens),
    )
    anchor = told[1] if told else slug_of(title)
    return Section(anchor, title, level, line, tuple(tokens[start + 3 : end]))
