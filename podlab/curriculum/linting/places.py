"""Names: containers and variables that are named are there, and files that are there are named."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from podlab.curriculum.format.exercise import Exercise
from podlab.curriculum.library import LoadedExercise, LoadedPack, Unreadable
from podlab.curriculum.library.references import SIDES, unknown
from podlab.curriculum.library.translations import FOLDER
from podlab.curriculum.library.variables import VARIABLE
from podlab.curriculum.linting.findings import Finding, note, note_in, wrong_in
from podlab.curriculum.linting.manifests import container_names, read, sources
from podlab.curriculum.linting.texts import texts_of

MANIFESTS = (".yaml", ".yml", ".sh")
Containers = Mapping[str, set[str]]


def place_findings(exercise: LoadedExercise, _pack: LoadedPack) -> Iterator[Finding]:
    """Every place whose unit has no such container, neither at first nor in the solution."""
    containers = containers_of(exercise)
    judges = {
        "place": lambda text: unknown_container(text, containers),
        "place_on_side": lambda text: unknown_on_side(text, containers),
        "origin": lambda text: "" if text == "outside" else unknown_container(text, containers),
    }
    try:
        exercise.written.as_a(Exercise, judges=judges)
    except Unreadable as unreadable:
        yield from map(Finding, unreadable.mistakes)


def containers_of(exercise: LoadedExercise) -> Containers:
    """The containers of each unit, by its address."""
    found: dict[str, set[str]] = {}
    for address, unit in exercise.spec.scene.by_address.items():
        if unit.kind == "image":
            continue
        paths = {source.path for source in sources(exercise.spec) if source.unit is unit}
        documents = [document for path in paths for document in read(exercise, path)[0]]
        found[address] = {name for document in documents for name in container_names(document)}
    return found


def unknown_container(text: str, containers: Containers) -> str:
    """What is wrong with a place; nothing where its manifest could not be read."""
    unit, _, name = text.rpartition("/")
    if "${" in text or text in containers or not containers.get(unit):
        return ""
    return unknown("container", name, sorted(containers[unit]), f" in {unit}")


def unknown_on_side(text: str, containers: Containers) -> str:
    addresses = [text, *(f"{side}/{text}" for side in SIDES)]
    units = [each for each in addresses if each.rpartition("/")[0] in containers]
    wrong = [unknown_container(address, containers) for address in units]
    return wrong[0] if wrong and all(wrong) else ""


def unused_findings(exercise: LoadedExercise, _pack: LoadedPack) -> Iterator[Finding]:
    """Files of the folders that hold manifests, scripts and pictures, and that nothing names."""
    used: set[str] = set()

    def remember(path: str) -> str:
        used.add(path)
        return ""

    exercise.written.as_a(Exercise, judges={"file": remember})
    texts = "".join(exercise.files.text(path) for path in texts_of(exercise))
    for path in exercise.files.bytes_of:
        if path.endswith(MANIFESTS) and "/" in path and not path.startswith(FOLDER):
            if path not in used:
                yield note_in(exercise, path, 1, "nothing in exercise.yaml names this file")
        elif path.startswith("media/") and path not in texts:
            yield note_in(exercise, path, 1, "no text shows this picture")


def variable_findings(exercise: LoadedExercise, _pack: LoadedPack) -> Iterator[Finding]:
    """Variables that texts name and nobody declares, and those that nobody names.

    A command may name the shell's own; there only what looks like a slip of the pen is told.
    """
    declared = exercise.spec.vars
    used: set[str] = set()
    for path in exercise.files.bytes_of:
        if not path.endswith((".md", *MANIFESTS)) or path == "DESIGN.md":
            continue
        for line, text in enumerate(exercise.files.text(path).split("\n"), 1):
            for name in VARIABLE.findall(text):
                used.add(name)
                meant = get_close_matches(name, declared, 1)
                if name not in declared and (meant or path.endswith(".md")):
                    yield wrong_in(exercise, path, line, unknown("variable", name, declared))
    for name in declared:
        if name not in used:
            yield note(exercise, ("vars", name), "nothing names this variable")
