"""From what the composer posts to the text: with the form's fields in it, or as it is.

The form says of which text it was made. Where the text has changed since, it is newer, and wins.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from podlab.pods.errors import FieldError, InvalidManifest
from podlab.pods.manifest.editing import CannotRewrite, append, read_written, rewrite
from podlab.pods.manifest.places import field_path
from podlab.sandbox.compose.face.form import PodForm
from podlab.sandbox.compose.face.rows import new_pod, press

MADE_OF = "form-of"
BY_HAND = "This part is written in a way that the form can't change"
ADVICE = "Change it as YAML; the text is as it was."


@dataclass(frozen=True)
class Composed:
    """The text, and what of the form could not be brought into it."""

    text: str
    problems: tuple[FieldError, ...] = ()
    form: PodForm | None = None  # as it was posted, when something in it is wrong

    def must_be_whole(self) -> None:
        """Raise `InvalidManifest` unless all of the form is in the text."""
        if self.problems or self.form:
            raise InvalidManifest(self.problems or form_problems(self.form))


def compose(posted: Mapping[str, str]) -> Composed:
    """The text that the learner means."""
    data = {name: value.replace("\r\n", "\n") for name, value in posted.items()}
    text = data.get("manifest", "")
    if data.get(MADE_OF) != digest(text):
        return Composed(text)
    try:
        number = number_of_pod(text)
        if number is None:
            return Composed(append(text, new_pod()) if "do" in data else text)
        return changed(text, number, data)
    except InvalidManifest as invalid:
        return Composed(text, invalid.errors)
    except CannotRewrite as refused:
        return Composed(text, (by_hand(refused),))


def changed(text: str, number: int, data: Mapping[str, str]) -> Composed:
    """The Pod's text with the form's fields in it."""
    form = PodForm(read_written(text)[number].value, data)
    if not form.is_valid():
        return Composed(text, form=form)
    form.write()
    press(form.pod, data.get("do", ""))
    try:
        return Composed(rewrite(text, number, form.pod))
    except CannotRewrite as refused:
        return Composed(text, (by_hand(refused),), form)


def form_of(text: str) -> PodForm | None:
    """The form over the text's Pod; None where it has none. Raises `InvalidManifest`."""
    number = number_of_pod(text)
    return None if number is None else PodForm(read_written(text)[number].value)


def number_of_pod(text: str) -> int | None:
    """Which of the documents is the Pod: the first of that kind."""
    for number, document in enumerate(read_written(text)):
        value: Any = document.value
        if isinstance(value, dict) and value.get("kind") == "Pod":
            return number
    return None


def form_problems(form: PodForm | None) -> list[FieldError]:
    """The fields that can't be read, as problems of the text they would make."""
    parts = form.parts() if form else ()
    return [
        FieldError(part.path_of(name), " ".join(map(str, messages)))
        for part in parts
        for name, messages in part.errors.items()
    ]


def digest(text: str) -> str:
    """What tells one text from another."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]


def by_hand(refused: CannotRewrite) -> FieldError:
    return FieldError(field_path(refused.steps), BY_HAND, ADVICE)
