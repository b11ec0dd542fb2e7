"""A new exercise to begin with: its files, sound and provable, for each kind of exercise."""

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from podlab.curriculum.format.exercise import Kind
from podlab.curriculum.markdown import slug_of

SKELETONS = Path(__file__).parent / "skeletons"
KINDS: tuple[str, ...] = get_args(Kind)
FOLDER_NAME = re.compile(r"(\d+\.)?([a-z0-9][a-z0-9-]{0,58})\Z")
PORT, OTHER = "${PORT}", "${OTHER}"
OTHER_PORT = '\n  OTHER: { pick: ["9000", "9001", "9090"] }'


@dataclass(frozen=True)
class Build:
    """What is to be built: on which port web listens at first and in the end; None: no web yet."""

    starter: str | None
    solution: str
    task: str


BUILDS: Mapping[str, Build] = {
    "experiment": Build(PORT, OTHER, "Let `web` listen on port ${OTHER} instead."),
    "compose": Build(
        None,
        PORT,
        "Give the Pod a second container that serves the page /tmp/pages/index.html,\n"
        "with the text `hello ${TOKEN}`, on port ${PORT}.",
    ),
    "fix": Build("9999", PORT, "No page comes on port ${PORT}. Find out why, and mend it."),
    "complete": Build("___", PORT, "Fill the gap `___`, so that `web` serves port ${PORT}."),
}


class CannotBegin(ValueError):
    """Why no exercise can be made there."""


def begin(folder: Path, kind: str, title: str = "") -> tuple[Path, ...]:
    """Write a new exercise, and its pack where there is none. Raises `CannotBegin`."""
    name = FOLDER_NAME.match(folder.name)
    if name is None or folder.parent.name != "exercises":
        example = "lessons/my-class/exercises/010.my-exercise"
        raise CannotBegin(f"name the exercise's folder as in {example}")
    if folder.exists() and any(folder.iterdir()):
        raise CannotBegin(f"{folder} is not empty")
    pack = folder.parent.parent
    words = {
        "id": name[2],
        "title": re.sub(r'["\\]', "", title) or name[2].replace("-", " ").capitalize(),
        "kind": kind,
        "uid": str(uuid.uuid4()),
        "pack": slug_of(pack.name),
    }
    files = {folder / path: text for path, text in exercise_files(kind)}
    if not (pack / "pack.yaml").exists():
        files[pack / "pack.yaml"] = skeleton("pack.yaml")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(filled(text, words))
    return tuple(files)


def exercise_files(kind: str) -> Iterator[tuple[str, str]]:
    """The files of an exercise of this kind, words still to be filled in."""
    build = BUILDS.get(kind)
    yield "DESIGN.md", skeleton("texts/DESIGN.md")
    text, exercise = skeleton("texts/hook.md"), skeleton("head.yaml", f"steps/{kind}.yaml")
    if build is None:
        yield "scene/shop.pod.yaml", pod(PORT)
    else:
        asked = build.solution.strip("${}")
        text += filled(skeleton("texts/turn.md"), {"task": build.task})
        more = OTHER_PORT if build.solution == OTHER else ""
        exercise = filled(exercise, {"more": more}) + filled(
            skeleton("build.yaml"), {"asked": asked}
        )
        yield "hints.md", skeleton("texts/hints.md")
        yield "scene/shop.pod.yaml", pod(build.starter)
        yield "solution/shop.pod.yaml", pod(build.solution)
        yield "fixtures/wrong-port.pod.yaml", pod("9998")
    yield "instructions.md", text
    if build is None:
        exercise = filled(exercise, {"more": ""}).replace(', editable: ["*"]', "")
    yield "exercise.yaml", exercise


def pod(listen: str | None) -> str:
    """The Pod, with a web server on this port."""
    if listen is None:
        return skeleton("pod.yaml")
    return skeleton("pod.yaml") + filled(skeleton("web.yaml"), {"listen": listen})


def skeleton(*paths: str) -> str:
    return "".join((SKELETONS / path).read_text() for path in paths)


def filled(text: str, words: Mapping[str, str]) -> str:
    """The text with `@word@` replaced.

    >>> filled("id: @id@, @other@", {"id": "a"})
    'id: a, @other@'
    """
    return re.sub(r"@([a-z]+)@", lambda found: words.get(found[1], found[0]), text)
