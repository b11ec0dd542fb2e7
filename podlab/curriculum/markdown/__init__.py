"""An author's Markdown as safe HTML: sections by anchor, a closed list of blocks, nothing raw."""

from podlab.curriculum.markdown.blocks import BLOCKS
from podlab.curriculum.markdown.rendering import Context, inline, render, render_items
from podlab.curriculum.markdown.sections import Section, Sections, sections_of, slug_of

__all__ = [
    "BLOCKS",
    "Context",
    "Section",
    "Sections",
    "inline",
    "render",
    "render_items",
    "sections_of",
    "slug_of",
]
