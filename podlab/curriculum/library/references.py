"""Whether what an exercise refers to is there: units, checks, steps, files, headings, concepts."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches

from podlab.curriculum.format.exercise import Exercise
from podlab.curriculum.library.texts import INSTRUCTIONS
from podlab.curriculum.markdown import sections_of
from podlab.curriculum.reading.files import Files
from podlab.curriculum.reading.written import Judge

SIDES = ("left", "right")
FEW = 8


def judges_of(spec: Exercise, files: Files, concepts: Collection[str]) -> Mapping[str, Judge]:
    """For each kind of reference, what is wrong with an id of it."""
    units = spec.scene.by_address
    return {
        "place": lambda text: unknown_place(text, units),
        "place_on_side": lambda text: unknown_place_on_side(text, units),
        "origin": lambda text: "" if text == "outside" else unknown_place(text, units),
        "check": lambda text: unknown("check", text, spec.checks),
        "step": lambda text: unknown("step", text, [step.id for step in spec.steps]),
        "misconception": lambda text: unknown("misconception", text, spec.misconceptions),
        "concept": lambda text: unknown("concept", text, concepts, " in concepts.yaml"),
        "file": lambda text: unknown("file", text, files.bytes_of, " in this folder"),
        "folder": lambda text: unknown_folder(text, files),
        "anchor": lambda text: unknown_anchor(text, files),
    }


def unknown(kind: str, name: str, known: Collection[str], where: str = "") -> str:
    """The sentence about an id that nothing has; empty when something has it."""
    if name in known:
        return ""
    close = get_close_matches(name, known, 1)
    more = f". Did you mean `{close[0]}`?" if close else ""
    if not close and 0 < len(known) <= FEW:
        more = f"; there is {', '.join(known)}"
    return f"there is no {kind} `{name}`{where}{more}"


def unknown_place(text: str, units: Collection[str]) -> str:
    """A unit, or a container of one; which containers it has is for lint to say."""
    if "${" in text or text in units or text.rpartition("/")[0] in units:
        return ""
    return unknown("unit or container", text, units)


def unknown_place_on_side(text: str, units: Collection[str]) -> str:
    """The same where the side was said already."""
    addresses = (text, *(f"{side}/{text}" for side in SIDES))
    wrong = [unknown_place(address, units) for address in addresses]
    return wrong[0] if all(wrong) else ""


def unknown_folder(folder: str, files: Files) -> str:
    """A folder with something in it."""
    inside = f"{folder.rstrip('/')}/"
    there = any(path.startswith(inside) for path in files.bytes_of)
    return "" if there else f"there is no file in a folder `{folder}`"


def unknown_anchor(anchor: str, files: Files) -> str:
    """A heading of instructions.md, in English."""
    path = f"{INSTRUCTIONS}.md"
    if path not in files:
        return f"there is no {path} with a heading {anchor}"
    anchors = sections_of(files.text(path)).by_anchor
    return unknown("heading", anchor, [f"#{each}" for each in anchors], f" in {path}")
