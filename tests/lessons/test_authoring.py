"""docs/authoring.md, followed step by step on a real engine."""

from pathlib import Path

import pytest

from tests.lessons.page import Command, Write, steps
from tests.lessons.proving import Author

pytestmark = [pytest.mark.docker, pytest.mark.timeout(600)]


def test_who_follows_the_page_gets_what_it_says(author: Author, tmp_path: Path) -> None:
    said: list[str] = []
    for step in steps():
        if isinstance(step, Write):
            step.to(tmp_path)
        else:
            said.append(author.run(step, tmp_path))

    printed = [step.prints for step in steps() if isinstance(step, Command)]
    for output, lines in zip(said, printed, strict=True):
        for line in lines:
            assert line in output
