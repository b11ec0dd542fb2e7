"""What a learner's Dockerfile may say: every refusal at its line, with what to do instead.

RUN has no network and little memory, but it is root's, with the engine's default capabilities; and
the engine itself would fetch what ADD names. So what decides where files come from is allowed by
name only: catalogue images, images built before in the same namespace, and the build's own files.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from podlab.builds.instructions import Instruction, directives, instructions

MOST_CHARACTERS = 16 << 10
MOST_INSTRUCTIONS = 60
EMPTY = "scratch"
_STAGE = re.compile(r"[a-z][a-z0-9._-]{0,59}\Z")
_HERE_DOCUMENT = re.compile(r"<<-?\s*[\"']?[A-Za-z_]")
_FLAGS = {("COPY", "from"), ("COPY", "chown")}
_OWNER = re.compile(r"[A-Za-z0-9._-]+(:[A-Za-z0-9._-]+)?\Z")
_ALLOWED = {"FROM", "RUN", "COPY", "CMD", "ENTRYPOINT", "ENV", "ARG", "LABEL", "USER", "WORKDIR",
            "EXPOSE", "STOPSIGNAL", "SHELL"}  # fmt: skip
_NOT_HERE = {
    "ADD": ("the engine would fetch what it names", "Write COPY, which takes the build's files."),
    "ONBUILD": ("it would act in another build", "Write the instruction itself."),
    "VOLUME": ("an image of yours brings no volume along", "Give the Pod one, in spec.volumes."),
    "HEALTHCHECK": ("Kubernetes ignores it", "Give the container a livenessProbe."),
    "MAINTAINER": ("it is deprecated", "Write a LABEL."),
}
ImageOf = Callable[[str], str]


@dataclass(frozen=True)
class Refusal:
    """What is refused at a line, and what to do instead."""

    line: int
    problem: str
    advice: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (f"line {self.line}: {self.problem}.", self.advice)))


class Refused(ValueError):
    """A Dockerfile that is not built, with every reason at once."""

    def __init__(self, refusals: list[Refusal]) -> None:
        self.refusals = tuple(sorted(refusals, key=lambda each: each.line))
        super().__init__("\n".join(map(str, self.refusals)))


@dataclass(frozen=True)
class Stage:
    """From one FROM to the next. `name` is "" where it has none."""

    name: str
    line: int


@dataclass(frozen=True)
class Plan:
    """What is built: the instructions as they were written, the same with images as the engine
    calls them, and those images.
    """

    written: tuple[Instruction, ...]
    instructions: tuple[Instruction, ...]
    images: tuple[str, ...]
    stages: tuple[Stage, ...]


def plan(text: str, image_of: ImageOf, choice: str) -> Plan:
    """Read a Dockerfile. `image_of` says what the engine calls an image that may be used, or "";
    `choice` says which there are. Raises Refused.
    """
    if len(text) > MOST_CHARACTERS or "\0" in text:
        raise Refused([Refusal(1, f"it is longer than {MOST_CHARACTERS} characters")])
    refusals = [
        Refusal(line, f"`# {name}=` is refused: another reader would read this file",
                "Take the line out.")
        for name, line in directives(text)
    ]  # fmt: skip
    found = instructions(text)
    if not found or found[0].keyword != "FROM":
        first = found[0].line if found else 1
        refusals.append(Refusal(first, "a Dockerfile begins with FROM", f"There are: {choice}."))
    if len(found) > MOST_INSTRUCTIONS:
        line = found[MOST_INSTRUCTIONS].line
        refusals.append(Refusal(line, f"it has more than {MOST_INSTRUCTIONS} instructions"))
    reading = _Reading(image_of, choice)
    planned = tuple(reading.read(each) for each in found)
    refusals += reading.refusals
    if refusals:
        raise Refused(refusals)
    return Plan(tuple(found), planned, tuple(dict.fromkeys(reading.images)), tuple(reading.stages))


class _Reading:
    """Goes through the instructions; which stages there are depends on those before."""

    def __init__(self, image_of: ImageOf, choice: str) -> None:
        self.refusals: list[Refusal] = []
        self.images: list[str] = []
        self.stages: list[Stage] = []
        self._image_of = image_of
        self._choice = choice

    def read(self, given: Instruction) -> Instruction:
        """The instruction as the engine gets it."""
        self.refusals += _refusals_of(given)
        if given.keyword == "FROM":
            return self._from(given)
        if given.keyword == "COPY":
            return replace(given, flags=tuple(map(self._flag(given.line), given.flags)))
        return given

    def _from(self, given: Instruction) -> Instruction:
        match given.words:
            case [image]:
                name = ""
            case [image, word, name] if word.upper() == "AS":
                if not _STAGE.match(name.lower()) or self._is_stage(name):
                    self._refuse(given.line, f"{name} can't be the name of a stage")
            case _:
                self._refuse(given.line, "FROM names an image, and AS a name for the stage")
                return given
        known = image == EMPTY or self._is_stage(image)
        found = image if known else self._image(image, given.line)
        self.stages.append(Stage(name.lower(), given.line))
        return replace(given, value=f"{found} AS {name}" if name else found)

    def _flag(self, line: int) -> Callable[[tuple[str, str]], tuple[str, str]]:
        def resolved(flag: tuple[str, str]) -> tuple[str, str]:
            name, source = flag
            if name != "from" or self._is_stage(source, numbers=True):
                return flag
            return name, self._image(source, line)

        return resolved

    def _is_stage(self, name: str, *, numbers: bool = False) -> bool:
        """Whether an earlier stage is meant, which for COPY may be told by its number."""
        earlier = self.stages[:-1] if numbers else self.stages
        if numbers and re.fullmatch(r"[0-9]{1,2}", name):
            return int(name) < len(earlier)
        return bool(name) and any(each.name == name.lower() for each in earlier)

    def _image(self, image: str, line: int) -> str:
        found = "" if "$" in image else self._image_of(image)
        if found:
            self.images.append(found)
            return found
        problem = f"there is no image {image}" if image else "it names no image"
        if "$" in image:
            problem = "a variable can't name an image here"
        self._refuse(line, problem, f"There are: {self._choice}, and the stages before.")
        return image

    def _refuse(self, line: int, problem: str, advice: str = "") -> None:
        self.refusals.append(Refusal(line, problem, advice))


def _refusals_of(given: Instruction) -> Iterator[Refusal]:
    """What is wrong with an instruction by itself."""
    if given.keyword in _NOT_HERE:
        problem, advice = _NOT_HERE[given.keyword]
        yield Refusal(given.line, f"{given.keyword} is refused here: {problem}", advice)
    elif given.keyword not in _ALLOWED:
        yield Refusal(given.line, f"{given.keyword} is no instruction", _like(given.keyword))
    elif not given.value:
        yield Refusal(given.line, f"{given.keyword} says nothing")
    for name, value in given.flags:
        if (given.keyword, name) not in _FLAGS:
            yield Refusal(given.line, f"{given.keyword} --{name} is refused here", "Leave it out.")
        elif name == "chown" and not _OWNER.match(value):
            yield Refusal(given.line, "--chown names a user, and a group after a colon")
    if given.value.startswith("--"):
        yield Refusal(
            given.line, "its flags can't be read", "Write --name=value, in small letters."
        )
    if given.text.endswith("\\"):
        yield Refusal(given.line, "it ends with a backslash, in the middle", "Write the rest.")
    if given.keyword in {"RUN", "COPY"} and _HERE_DOCUMENT.search(given.value):
        advice = "COPY a file of the build instead."
        yield Refusal(given.line, "here-documents are refused here", advice)


def _like(keyword: str) -> str:
    return f"There are: {', '.join(sorted(_ALLOWED))}." if keyword.isalpha() else ""
