"""What is wrong in an author's Markdown: raw HTML, blocks that nobody knows, links to nowhere."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from markdown_it.token import Token

from podlab.curriculum.markdown.blocks import AUDIENCES, BLOCKS, parser
from podlab.curriculum.markdown.rendering import GLOSSARY
from podlab.curriculum.markdown.sections import sections_of

Problem = tuple[int, str]  # line and sentence
PICTURE = re.compile(r"media/[\w.-]+\.(svg|png|webp|jpg)")


@dataclass(frozen=True)
class Known:
    """What a text may refer to: ids by what a block refers to, words, and files."""

    ids: Mapping[str, Collection[str]] = field(default_factory=dict)
    files: Collection[str] = ()


def problems(source: str, known: Known) -> Iterator[Problem]:
    """Every problem of a text, in the order of its lines."""
    known = Known({**known.ids, "audience": AUDIENCES}, known.files)
    lines = source.split("\n")
    found: list[Problem] = [
        (section.line, f"#{section.anchor} is the anchor of two headings")
        for section in sections_of(source).repeated
    ]
    for token in parser(raw=True).parse(source):
        line = (token.map or [0])[0] + 1
        if token.type == "html_block":
            found.append((line, RAW.format(token.content.strip().split("\n")[0][:40])))
        elif token.type.startswith("container_") and token.nesting == 1:
            found += [(line, said) for said in _in_block(token, known, lines)]
        elif token.type == "inline":
            found += [(line, said) for said in _in_inline(token, known)]
    yield from sorted(found)


RAW = "HTML is not shown, and this text holds `{}`; write Markdown"


def _in_block(token: Token, known: Known, lines: list[str]) -> Iterator[str]:
    name, _, of = token.info.strip().partition(" ")
    kind = BLOCKS[name].refers
    if kind and of.strip() not in known.ids.get(kind, ()):
        yield f"the block `{name}` is about `{of.strip()}`, which is no {KINDS[kind]}"
    end = (token.map or [0, 0])[1]
    if end >= len(lines) or not lines[end].strip().startswith(":::"):
        yield f"the block `{name}` is not closed: end it with a line of :::"


KINDS = {
    "predict": "step with a prediction",
    "observe": "step that asks what one saw",
    "do": "step with a button",
    "check": "check of this exercise",
    "card": "evidence card (<step>/<card>)",
    "term": "word of the glossary",
    "audience": f"audience ({', '.join(AUDIENCES)})",
}


def _in_inline(token: Token, known: Known) -> Iterator[str]:
    for text in token.content.split("\n"):
        if text.strip().startswith(":::"):
            yield _unknown_block(text.strip())
    for child in token.children or ():
        if child.type == "html_inline":
            yield RAW.format(child.content[:40])
        elif child.type == "link_open":
            yield from _in_link(str(child.attrGet("href") or ""), known)
        elif child.type == "image":
            yield from _in_image(str(child.attrGet("src") or ""), child.content, known)


def _unknown_block(text: str) -> str:
    name = text.strip(": ").partition(" ")[0]
    if not name:
        return "this ::: closes no block"
    if name in BLOCKS:
        of = f" <{BLOCKS[name].refers}>" if BLOCKS[name].refers else ""
        return f"the block `{name}` is written `::: {name}{of}`, with nothing behind it"
    return f"there is no block `{name}`; there is {', '.join(sorted(BLOCKS))}"


def _in_link(href: str, known: Known) -> Iterator[str]:
    if href.startswith(GLOSSARY):
        word = href.removeprefix(GLOSSARY)
        if word not in known.ids.get("term", ()):
            yield f"the glossary has no word `{word}`"
    elif not href.startswith("https://"):
        yield f"a link goes to https:// or glossary:<word>, not to `{href[:40]}`"


def _in_image(src: str, alt: str, known: Known) -> Iterator[str]:
    if not alt.strip():
        yield f"the picture {src} needs a text that says what it shows: ![text]({src})"
    if not PICTURE.fullmatch(src):
        yield f"a picture lies in media/ and is svg, png, webp or jpg, unlike `{src[:40]}`"
    elif src not in known.files:
        yield f"there is no file `{src}` in this folder"
