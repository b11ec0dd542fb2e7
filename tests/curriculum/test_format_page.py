"""docs/exercise-format.md names every field of the format, every assertion and every block."""

import re

import pytest
from django.conf import settings
from pydantic import BaseModel

from podlab.curriculum.format import assertions, exercise, scene, steps
from podlab.curriculum.format.reasons import REASONS
from podlab.curriculum.format.values import Part
from podlab.curriculum.markdown import BLOCKS

PAGE = (settings.BASE_DIR / "docs/exercise-format.md").read_text()
MODULES = (assertions, exercise, scene, steps)
PARTS = {
    name: each
    for module in MODULES
    for name, each in vars(module).items()
    if isinstance(each, type) and issubclass(each, Part) and each is not Part
}
NAMES = {
    "Pack": "pack.yaml", "Concept": "concepts.yaml", "Exercise": "exercise.yaml",
    "Misconception": "A misconception", "Variable": "A variable", "HintRule": "Hints",
    "Half": "A side", "Unit": "A unit", "Step": "A step", "Question": "predict",
    "Option": "An option", "EvidenceCard": "A card", "Exec": "exec", "Check": "A check",
    "Assertion": "An assertion", "ExecSays": "exec (assertion)", "ReviewCard": "A review card",
    "Proof": "tests", "Wrong": "A wrong answer", "DeletePod": "delete_pod",
    "WriteFile": "write_file", "LogSays": "log", "TrafficSeen": "traffic", "ScriptSays": "script",
}  # fmt: skip


def heading_of(name: str) -> str:
    """The heading of a part; most are called as the field is that holds them."""
    if name in NAMES:
        return NAMES[name]
    return name if name in {"Limits", "Feedback"} else name.removesuffix("Is").lower()


def table_under(heading: str) -> list[str]:
    """The first column of the table under a heading."""
    section = PAGE.partition(f"\n### {heading}\n")[2].partition("\n#")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def fields_of(part: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in part.model_fields.items()]


@pytest.mark.parametrize("name", sorted(PARTS))
def test_page_names_every_field_in_its_order(name: str) -> None:
    assert table_under(heading_of(name)) == fields_of(PARTS[name])


def test_page_has_no_table_of_something_else() -> None:
    headings = re.findall(r"^### (.+)$", PAGE, re.MULTILINE)

    assert sorted(headings) == sorted(map(heading_of, PARTS))


def test_page_names_the_reasons_of_every_assertion() -> None:
    table = PAGE.partition("### An assertion")[2].partition("\n### ")[0]
    rows = re.findall(r"^\| `(\w+)` \| [^|]* \| ([^|]*) \|", table, re.MULTILINE)
    told = {name: tuple(re.findall(r"`(\w+)`", cell)) for name, cell in rows}

    assert {name: told[name] for name in REASONS} == dict(REASONS)


def test_page_names_every_block() -> None:
    assert re.findall(r"^\| `([a-z]+)(?: <[^`]*)?` \|", PAGE.partition("\n## Texts\n")[2],
                      re.MULTILINE)[: len(BLOCKS)] == list(BLOCKS)  # fmt: skip
