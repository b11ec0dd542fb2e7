"""The small values of the format: slugs, durations, sizes, places."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationInfo,
)

SLUG = r"^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$"
UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
BYTES = {"": 1, "Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30}


class Part(BaseModel):
    """A mapping of the format: unknown fields are mistakes, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def duration(text: object) -> object:
    """`500ms`, `2s`, `3m`, `1h`, `21d`.

    >>> duration("3m")
    datetime.timedelta(seconds=180)
    """
    if not isinstance(text, str):
        return text
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)", text)
    if not found:
        raise ValueError("write a number and its unit: 500ms, 2s, 3m, 1h or 21d")
    return timedelta(seconds=float(found[1]) * UNITS[found[2]])


def size(text: object) -> object:
    """Bytes, as Kubernetes writes them: `64Mi`.

    >>> size("64Mi")
    67108864
    """
    if not isinstance(text, str):
        return text
    found = re.fullmatch(r"(\d+)(Ki|Mi|Gi|)", text)
    if not found:
        raise ValueError("write a number of bytes, or of Ki, Mi or Gi: 64Mi")
    return int(found[1]) * BYTES[found[2]]


def translated(text: str, info: ValidationInfo) -> str:
    """The sentence in another language, where validation was given sentences to look it up in."""
    sentences = (info.context or {}).get("sentences", {})
    return str(sentences.get(text) or text)


def known(kind: str) -> AfterValidator:
    """Where validation was given a judge of this kind, an id that it objects to is a mistake."""

    def must_be_known(text: str, info: ValidationInfo) -> str:
        judge = (info.context or {}).get(kind)
        sentence = judge(text) if judge else ""
        if sentence:
            raise ValueError(sentence)
        return text

    return AfterValidator(must_be_known)


def cpu(text: object) -> object:
    """`500m`, `"1"`: as a Pod writes it."""
    if not re.fullmatch(r"\d+m|\d+(\.\d{1,3})?", str(text)):
        raise ValueError('write cores or thousandths of one: "1", 500m')
    return str(text)


def number(value: object) -> object:
    """A whole number, or a text with a variable in it, which becomes one when it is filled in.

    >>> number("8080"), number("${PORT}")
    (8080, '${PORT}')
    """
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    if isinstance(value, bool) or (isinstance(value, str) and "${" not in value):
        raise ValueError("write a whole number, or a variable: ${PORT}")
    return value


def variable_name(name: str) -> str:
    """Capitals, digits and `_`, so that nobody mistakes a variable for a word of the text."""
    if not re.fullmatch(r"[A-Z][A-Z0-9_]{0,39}", name):
        raise ValueError("name a variable in capitals: TOKEN")
    return name


def relative(path: str) -> str:
    """A path inside the exercise's folder; an absolute one or `..` is a mistake."""
    if path.startswith("/") or "\\" in path or "\0" in path or ".." in path.split("/"):
        raise ValueError("write a path inside the exercise's folder, without '..'")
    return path


Slug = Annotated[str, StringConstraints(pattern=SLUG)]
# What learners read; a file of locale/ says it in other words.
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(translated)]
Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[a-z0-9]{2,8})?$")]
# A variable's: nothing that a shell, a URL or a page would read as more than a word.
Value = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:/@-]{1,100}$")]
Duration = Annotated[timedelta, BeforeValidator(duration)]
Number = Annotated[int | str, BeforeValidator(number)]
VariableName = Annotated[str, AfterValidator(variable_name)]
Bytes = Annotated[int, BeforeValidator(size)]
Cpu = Annotated[str, BeforeValidator(cpu)]
InFolder = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    AfterValidator(relative),
    known("file"),
]
Folder = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    AfterValidator(relative),
    known("folder"),
]
ImageName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$")]
# `duo/client`, or `left/client` and `right/duo/client` in a scene of twins; variables are allowed.
# Under `left:` and `right:` the side need not be said again; a request may come from `outside`.
Address = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Place = Annotated[Address, known("place")]
PlaceOnSide = Annotated[Address, known("place_on_side")]
Origin = Annotated[Address, known("origin")]
CheckId = Annotated[Slug, known("check")]
StepId = Annotated[Slug, known("step")]
MisconceptionId = Annotated[Slug, known("misconception")]
ConceptId = Annotated[Slug, known("concept")]
Anchor = Annotated[str, StringConstraints(pattern=r"^#[\w-]{1,100}$"), known("anchor")]
