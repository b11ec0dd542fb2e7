"""Texts: Markdown of the closed list, hints for every check, and nothing of the solution."""

from collections.abc import Iterator

from podlab.curriculum.library import LoadedExercise, LoadedPack
from podlab.curriculum.library.texts import HINTS, INSTRUCTIONS, names_of
from podlab.curriculum.linting.findings import Finding, note, note_in, wrong, wrong_in
from podlab.curriculum.markdown import render_items, sections_of
from podlab.curriculum.markdown.problems import Known, problems
from podlab.curriculum.markdown.rendering import Context

TIERS = 3


def text_findings(exercise: LoadedExercise, pack: LoadedPack) -> Iterator[Finding]:
    """Everything about instructions.md and hints.md, in every language."""
    known = _known(exercise, pack)
    for path in texts_of(exercise):
        for line, sentence in problems(exercise.files.text(path), known):
            yield wrong_in(exercise, path, line, sentence)
        yield from _hints(exercise, path) if path.startswith(HINTS) else ()
        yield from _translated(exercise, path) if path.count(".") > 1 else ()
    yield from _missing(exercise)
    yield from _unshown(exercise)
    yield from _giving_away(exercise)


def texts_of(exercise: LoadedExercise) -> list[str]:
    """The paths of all texts that learners read."""
    names = (f"{INSTRUCTIONS}.", f"{HINTS}.")
    return [
        path for path in exercise.files.bytes_of if path.startswith(names) and path[-3:] == ".md"
    ]


def _known(exercise: LoadedExercise, pack: LoadedPack) -> Known:
    ids: dict[str, list[str]] = {}
    for kind, name in names_of(exercise.spec):
        ids.setdefault({"evidence": "card"}.get(kind, kind), []).append(name)
    return Known({**ids, "term": list(pack.glossary.terms("en"))}, exercise.files.bytes_of)


def _hints(exercise: LoadedExercise, path: str) -> Iterator[Finding]:
    for section in sections_of(exercise.files.text(path)).by_anchor.values():
        if section.level == 1:
            continue
        if section.anchor not in exercise.spec.checks:
            told = f"there is no check `{section.anchor}`; headings of hints are checks' ids"
            yield wrong_in(exercise, path, section.line, told)
            continue
        tiers = len(render_items(section.tokens, Context()))
        if not tiers:
            told = "holds no list: each tier of the hints is one of its items"
            yield wrong_in(exercise, path, section.line, told)
        if tiers > TIERS:
            told = f"has {tiers} tiers, and {TIERS} are enough: ask back, say where, name the field"
            yield note_in(exercise, path, section.line, told)


def _missing(exercise: LoadedExercise) -> Iterator[Finding]:
    for name in exercise.spec.checks:
        if not exercise.hints(name):
            yield note(exercise, ("checks", name), "has no hints in hints.md")
    if "DESIGN.md" not in exercise.files:
        told = "says nowhere what it is for: write DESIGN.md (goal, misconceptions, out of scope)"
        yield note(exercise, (), told)
    for number, step in enumerate(exercise.spec.steps):
        edited = step.checkpoint.edit if step.checkpoint else None
        if edited and not exercise.spec.scene.by_address[edited].editable:
            told = f"{edited} is not `editable`, so nobody could pass this checkpoint"
            yield wrong(exercise, ("steps", number, "checkpoint", "edit"), told)


def _unshown(exercise: LoadedExercise) -> Iterator[Finding]:
    path = f"{INSTRUCTIONS}.md"
    if path not in exercise.files:
        return
    named = {step.text for step in exercise.spec.steps}
    named |= {step.checkpoint.text for step in exercise.spec.steps if step.checkpoint}
    if exercise.spec.export:
        named.add(exercise.spec.export.note)
    for section in sections_of(exercise.files.text(path)).by_anchor.values():
        if section.level == 2 and f"#{section.anchor}" not in named:
            told = f"no step shows the section #{section.anchor}"
            yield note_in(exercise, path, section.line, told)


def _translated(exercise: LoadedExercise, path: str) -> Iterator[Finding]:
    original = f"{path.partition('.')[0]}.md"
    if original not in exercise.files:
        yield wrong_in(exercise, path, 1, f"translates {original}, which is not there")
        return
    english = sections_of(exercise.files.text(original)).by_anchor
    here = sections_of(exercise.files.text(path)).by_anchor
    for section in here.values():
        if section.anchor not in english and section.level > 1:
            told = (
                f"{original} has no #{section.anchor}: write its anchor behind this heading, "
                "such as ## Bau es {#build-it}"
            )
            yield wrong_in(exercise, path, section.line, told)
    for anchor, section in english.items():
        if anchor not in here and section.level > 1:
            yield note_in(exercise, path, 1, f"does not translate the section #{anchor}")


def _giving_away(exercise: LoadedExercise) -> Iterator[Finding]:
    """Lines of the solution that stand in a hint or in a text that leads to the checkpoint."""
    given = secrets_of(exercise)
    if not given:
        return
    shown = _shown_before(exercise)
    for path in texts_of(exercise):
        lines = exercise.files.text(path).split("\n")
        allowed = shown.get(path)
        for number, line in enumerate(lines, 1):
            if allowed is not None and number not in allowed:
                continue
            said = _plain(line)
            found = next((each for each in given if each in said), None)
            if found:
                told = f"gives the solution away: `{found}`"
                yield wrong_in(exercise, path, number, told)


def secrets_of(exercise: LoadedExercise) -> set[str]:
    """What the solution has and the starter has not, line by line."""
    found: set[str] = set()
    for address, path in exercise.spec.solution.units.items():
        unit = exercise.spec.scene.by_address.get(address)
        if unit is None or path not in exercise.files or unit.source not in exercise.files:
            continue
        before = set(map(_plain, exercise.read(unit.source).split("\n")))
        after = set(map(_plain, exercise.read(path).split("\n")))
        mark = "" if unit.kind == "image" else ": "
        found |= {line for line in after - before if len(line) >= LEAST and mark in line}
    return found


LEAST = 8  # characters; `- "80"` stands in any text


def _plain(line: str) -> str:
    """A line without indentation, dashes, comments and quotes: `- name: "a" # x` is `name: a`."""
    bare = line.partition(" #")[0] if not line.lstrip().startswith("#") else ""
    return " ".join(bare.replace('"', "").replace("'", "").replace("`", "").strip(" -{},").split())


def _shown_before(exercise: LoadedExercise) -> dict[str, set[int]]:
    """For instructions, the lines of the sections that lead to the last checkpoint."""
    steps = exercise.spec.steps
    last = max((number for number, step in enumerate(steps) if step.checkpoint), default=-1)
    anchors = {step.text for step in steps[: last + 1] if step.text}
    anchors |= {step.checkpoint.text for step in steps if step.checkpoint and step.checkpoint.text}
    shown: dict[str, set[int]] = {}
    for path in texts_of(exercise):
        if not path.startswith(INSTRUCTIONS):
            continue
        sections = list(sections_of(exercise.files.text(path)).by_anchor.values())
        ends = [section.line for section in sections[1:]] + [1 << 20]
        shown[path] = {
            line
            for section, end in zip(sections, ends, strict=True)
            if f"#{section.anchor}" in anchors
            for line in range(section.line, min(end, section.line + 2000))
        }
    return shown
