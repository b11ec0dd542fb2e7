"""The table of lessons/README.md: each row, pattern and practice, and the exercises on it."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from podlab.curriculum.comparison import home_content
from podlab.curriculum.library import LoadedExercise, library

BEGINS = "<!-- table: written by `python manage.py lessons_table` -->\n"
ENDS = "<!-- end of table -->\n"
KINDS = (("experiment",), ("fix",), ("compose", "complete"), ("order",), ("explain",))
NONE = "·"


def written_anew(lessons: Path) -> str:
    """README.md with the table as it is now. Raises ValueError where it has no place for one."""
    text = (lessons / "README.md").read_text()
    before, begins, rest = text.partition(BEGINS)
    _old, ends, after = rest.partition(ENDS)
    if not begins or not ends:
        raise ValueError("lessons/README.md has no place for the table")
    return f"{before}{begins}{table(lessons)}{ends}{after}"


def table(lessons: Path) -> str:
    """The whole table, then how many exercises there are."""
    exercises = library(lessons).exercises
    titles = [" or ".join(kinds) for kinds in KINDS]
    lines = [row_of(["on", *titles]), row_of(["---"] * (len(KINDS) + 1))]
    for aspect, name in aspects(lessons):
        found = [each for each in exercises if each.spec.aspect == aspect]
        cells = [cell(each for each in found if each.spec.kind in kinds) for kinds in KINDS]
        lines.append(row_of([name, *cells]))
    levels = [sum(each.spec.level == level for each in exercises) for level in (1, 2, 3)]
    told = ", ".join(f"{count} of level {level}" for level, count in enumerate(levels, 1))
    return "\n".join([*lines, "", f"{len(exercises)} exercises: {told}.", ""])


def aspects(lessons: Path) -> Iterator[tuple[str, str]]:
    """Every aspect that an exercise may have, and what it is called."""
    content = home_content(lessons, "en")
    yield from ((row.slug, row.aspect) for row in content.rows)
    yield from ((f"pattern:{card.slug}", f"Pattern: {card.title}") for card in content.patterns)
    yield from ((f"practice:{card.slug}", f"Habit: {card.title}") for card in content.practices)


def cell(exercises: Iterable[LoadedExercise]) -> str:
    """Their titles, each with its level and a link to its folder."""
    told = [
        f"[{re.sub('[|]', '/', each.spec.title)}]({place_of(each)}) {each.spec.level}"
        for each in exercises
    ]
    return "<br>".join(told) or NONE


def place_of(exercise: LoadedExercise) -> str:
    return "/".join(exercise.folder.parts[-3:])


def row_of(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
