"""From an author's text to HTML that any page may show: rendered, then cleaned by nh3."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from podlab.curriculum.markdown.blocks import BLOCKS, parser

GLOSSARY = "glossary:"
LANGUAGES = ("yaml", "json", "sh", "console", "text", "python", "dockerfile", "http")
TAGS = set(
    re.findall(
        r"\w+",
        "a blockquote br code dd details div dl dt em h1 h2 h3 h4 h5 h6 hr img li ol p pre "
        "strong summary table tbody td th thead tr ul",
    )
)
ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href"},
    "div": {"data-of", "data-block"},
    "details": {"data-block"},
    "dt": {"id"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "pre": {"tabindex"},
}
CLASSES = {
    "a": {"term"},
    "code": {f"language-{name}" for name in LANGUAGES},
    "dl": {"terms"},
    "div": {"block", "block-title", "table", *(f"block-{name}" for name in BLOCKS)},
    "details": {"block", "block-hint"},
}


@dataclass(frozen=True)
class Context:
    """What a text may refer to: words of the glossary, names of checks and steps, media.

    `names` holds titles by block and id: `{("check", "listens"): "Something listens"}`.
    """

    terms: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # slug: word, meaning
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    media: Callable[[str], str] = str  # the address of a picture
    audience: str = "self-paced"
    prefix: str = ""  # keeps the ids of two sections of one page apart


def render(tokens: Sequence[Token], context: Context) -> SafeString:
    """A section's tokens as HTML, with the meanings of the words it links to at its end."""
    used: dict[str, None] = {}
    shown = list(_for_audience(tokens, context.audience))
    markdown = _writer()
    html = markdown.renderer.render(shown, markdown.options, {"context": context, "used": used})
    return _clean(html + "".join(_meanings(used, context)))


def render_items(tokens: Sequence[Token], context: Context) -> tuple[SafeString, ...]:
    """Each item of a section's lists by itself."""
    items: list[SafeString] = []
    start = 0
    for index, token in enumerate(tokens):
        if token.type == "list_item_open" and token.level == 1:
            start = index + 1
        elif token.type == "list_item_close" and token.level == 1:
            items.append(render(tokens[start:index], context))
    return tuple(items)


@cache
def inline(text: str) -> SafeString:
    """A sentence with `code`, *emphasis* and **strength**, and nothing else.

    >>> inline("Ask `localhost` <b>now</b>")
    'Ask <code>localhost</code> &lt;b&gt;now&lt;/b&gt;'
    """
    markdown = MarkdownIt("zero").enable(["backticks", "emphasis", "escape"])
    html = nh3.clean(markdown.renderInline(text), tags={"code", "em", "strong"}, attributes={})
    return mark_safe(html)  # noqa: S308 -- cleaned


def _clean(html: str) -> SafeString:
    cleaned = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes={"http", "https"},
        clean_content_tags={"script", "style"},
    )
    return mark_safe(cleaned)  # noqa: S308 -- cleaned


def _for_audience(tokens: Sequence[Token], audience: str) -> Iterator[Token]:
    """Leave out what `::: only` keeps for others."""
    hidden_at: int | None = None
    for token in tokens:
        if token.type == "container_only_open" and hidden_at is None:
            if token.info.split()[-1] != audience:
                hidden_at = token.level
        elif token.type == "container_only_close" and token.level == hidden_at:
            hidden_at = None
            continue
        if hidden_at is None:
            yield token


def _meanings(used: Iterable[str], context: Context) -> Iterator[str]:
    known = [slug for slug in used if slug in context.terms]
    if known:
        yield '<dl class="terms">'
        for slug in known:
            word, meaning = context.terms[slug]
            yield f'<dt id="{escape(context.prefix)}term-{slug}">{escape(word)}</dt>'
            yield f"<dd>{inline(meaning)}</dd>"
        yield "</dl>"


@cache
def _writer() -> MarkdownIt:
    """The parser with the rules by which its tokens become HTML."""
    markdown = parser()
    rules = {"link_open": _link, "image": _image, "fence": _code, "code_block": _code,
             "table_open": _table, "table_close": _table_end}  # fmt: skip
    for name, rule in rules.items():
        markdown.add_render_rule(name, rule)
    for name in BLOCKS:
        markdown.add_render_rule(f"container_{name}_open", _block)
        markdown.add_render_rule(f"container_{name}_close", _block_end)
    return markdown


def _block(_self: Any, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    name, _, of = tokens[index].info.strip().partition(" ")
    of, context = of.strip(), env["context"]
    if name == "hint":
        return f'<details class="block block-hint"><summary>{escape(BLOCKS[name].title)}</summary>'
    opened = f'<div class="block block-{name}" data-block="{name}" data-of="{escape(of)}">'
    if name == "only":
        return opened
    word, meaning = context.terms.get(of, ("", "")) if name == "glossary" else ("", "")
    told = word or context.names.get((name, of), "")
    title = str(BLOCKS[name].title) + (f": {told}" if told else "")
    more = f"<p>{inline(meaning)}</p>" if meaning else ""
    return f'{opened}<div class="block-title">{inline(title)}</div>{more}'


def _block_end(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    return "</details>\n" if tokens[index].type == "container_hint_close" else "</div>\n"


def _link(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    href = str(tokens[index].attrGet("href") or "")
    if href.startswith(GLOSSARY):
        slug = href.removeprefix(GLOSSARY)
        env["used"].setdefault(slug)
        return f'<a class="term" href="#{escape(env["context"].prefix)}term-{escape(slug)}">'
    return str(self.renderToken(tokens, index, options, env))


def _image(_self: Any, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    address = env["context"].media(str(tokens[index].attrGet("src") or ""))
    return f'<img src="{escape(address)}" alt="{escape(tokens[index].content)}">'


def _code(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    """A block of code can be reached by keyboard, since on a phone it scrolls."""
    language = tokens[index].info.strip()
    told = f' class="language-{language}"' if language in LANGUAGES else ""
    return f'<pre tabindex="0"><code{told}>{escape(tokens[index].content)}</code></pre>\n'


def _table(_self: Any, _tokens: Any, _index: int, _options: Any, _env: Any) -> str:
    return '<div class="table"><table>\n'


def _table_end(_self: Any, _tokens: Any, _index: int, _options: Any, _env: Any) -> str:
    return "</table></div>\n"


def plain(text: str) -> str:
    """A sentence without its marks.

    >>> plain("Ask `localhost`")
    'Ask localhost'
    """
    return re.sub(r"[`*]", "", text)
