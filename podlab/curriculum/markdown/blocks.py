"""The closed list of blocks: `::: tip` … `:::`, each with what its word refers to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from mdit_py_plugins.container import container_plugin

Refers = Literal["", "predict", "observe", "do", "check", "card", "term", "audience"]
AUDIENCES = ("self-paced", "workshop")
WORD = r"[a-z0-9][a-z0-9/-]*"


@dataclass(frozen=True)
class Block:
    """A block of a text: its title, and what the word behind its name is the id of."""

    title: str | Promise
    refers: Refers = ""


BLOCKS: Mapping[str, Block] = {
    "predict": Block(_("Predict"), "predict"),
    "observe": Block(_("What did you see?"), "observe"),
    "do": Block(_("Do"), "do"),
    "check": Block(_("Check"), "check"),
    "evidence": Block(_("Evidence"), "card"),
    "glossary": Block(_("Word"), "term"),
    "only": Block("", "audience"),
    "hint": Block(_("Hint")),
    "compare": Block(_("Compare")),
    "tip": Block(_("Tip")),
}


def _opens(name: str, params: str, _markup: str) -> bool:
    word = f"\\s+{WORD}" if BLOCKS[name].refers else ""
    return re.fullmatch(rf"\s*{name}{word}\s*", params) is not None


@cache
def parser(*, raw: bool = False) -> MarkdownIt:
    """Reads Markdown with tables and our blocks. `raw` finds HTML, so that one can object to it."""
    markdown = MarkdownIt("commonmark", {"html": raw}).enable("table")
    for name in BLOCKS:
        container_plugin(markdown, name, validate=partial(_opens, name))
    return markdown
