"""The texts of the site that can be translated, as its templates, Python and scripts say them."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

PYTHON = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
SCRIPTS = {"gettext": None, "ngettext": (1, 2)}
DOMAINS = ("django", "djangojs")  # Django's names: what the server says, what scripts say


def texts(domain: str) -> Catalog:
    """Every text of a domain, and the files it stands in."""
    found = Catalog(charset="utf-8")
    for file, messages in _server() if domain == "django" else _scripts():
        for _line, message, comments, context in messages:
            found.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    return found


def _server() -> Iterator[tuple[str, Iterable[Any]]]:
    base = settings.BASE_DIR
    for path in sorted((base / "templates").rglob("*.html")):
        yield _name(path), extract("python", BytesIO(_as_python(path)), PYTHON)
    for path in sorted((base / "podlab").rglob("*.py")):
        if "node" not in path.relative_to(base).parts:
            yield _name(path), extract("python", BytesIO(path.read_bytes()), PYTHON)


def _scripts() -> Iterator[tuple[str, Iterable[Any]]]:
    for path in sorted((settings.BASE_DIR / "static" / "src").rglob("*.js")):
        yield _name(path), extract("javascript", BytesIO(path.read_bytes()), SCRIPTS)


def _as_python(template: Path) -> bytes:
    """Django's rendering of a template as calls of gettext, without indents: those mean nothing."""
    lines = templatize(template.read_text(), origin=str(template)).splitlines()
    return "\n".join(line.lstrip() for line in lines).encode()


def _name(path: Path) -> str:
    return path.relative_to(settings.BASE_DIR).as_posix()
