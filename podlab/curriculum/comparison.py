"""What the home page teaches: the six rows, the patterns and the habits, read from lessons/."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True)
class ComparisonRow:
    """One row of the table: what is claimed of a container and of a Pod.

    `icon` names the pictogram; the claims are safe HTML with `<code>` where the file has ticks.
    """

    slug: str
    aspect: str
    question: str
    container_claim: SafeString
    pod_claim: SafeString
    icon: str


@dataclass(frozen=True)
class Card:
    """A pattern or a habit: `meta` is the evidence that tells it, in a few words."""

    slug: str
    title: str
    text: SafeString
    meta: SafeString
    icon: str


@dataclass(frozen=True)
class HomeContent:
    """All that the home page says beside its picture."""

    rows: tuple[ComparisonRow, ...]
    patterns: tuple[Card, ...]
    practices: tuple[Card, ...]


@cache
def home_content(lessons: Path, language: str) -> HomeContent:
    """Read home.yaml once; a file that lacks something fails with that thing's name.

    What locale/<language>.yaml does not translate stays as it is.
    """
    data: dict[str, Any] = yaml.safe_load((lessons / "home.yaml").read_text())
    translation = lessons / "locale" / f"{language}.yaml"
    said = yaml.safe_load(translation.read_text()) if translation.exists() else {}

    def translated(entry: dict[str, str]) -> dict[str, str]:
        return {name: said.get(text, text) for name, text in entry.items()}

    return HomeContent(
        rows=tuple(row(translated(entry)) for entry in data["comparison"]),
        patterns=tuple(card(translated(entry)) for entry in data["patterns"]),
        practices=tuple(card(translated(entry)) for entry in data["practices"]),
    )


def row(entry: dict[str, str]) -> ComparisonRow:
    return ComparisonRow(
        slug=entry["slug"],
        aspect=entry["aspect"],
        question=entry["question"],
        container_claim=with_code(entry["container"]),
        pod_claim=with_code(entry["pod"]),
        icon=entry["icon"],
    )


def card(entry: dict[str, str]) -> Card:
    return Card(
        slug=entry["slug"],
        title=entry["title"],
        text=with_code(entry["text"]),
        meta=with_code(entry["meta"]),
        icon=entry.get("icon", entry["slug"]),
    )


def with_code(text: str) -> SafeString:
    """The text as HTML, what stands in ticks as `<code>`.

    >>> with_code("a < `b`")
    'a &lt; <code>b</code>'
    """
    html = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
    return mark_safe(html)  # noqa: S308 -- escaped the line before
