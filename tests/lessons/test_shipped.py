"""Exercises that are shipped, proved on a real engine: a third of them at each commit.

All of them take a quarter of an hour. Which third it is follows from the commit, so that a run can
be repeated; PODLAB_PROVE=all proves all.
"""

import os
import subprocess
from typing import Any

import pytest
from django.conf import settings

from podlab.curriculum.library import library
from tests.lessons.proving import Author

pytestmark = [pytest.mark.docker, pytest.mark.timeout(1500)]
SHIPPED = library(settings.BASE_DIR / "lessons")
PARTS = 3
AT_A_TIME = "3"  # they mostly wait: for servers to begin, for back-offs, for what must stay so
REPEAT = "1"  # each solution once in every run of the tests; exercise_prove by itself says thrice


def of_this_turn() -> list[str]:
    """The exercises that are proved now."""
    every = [each.id for each in SHIPPED.exercises]
    if os.environ.get("PODLAB_PROVE") == "all":
        return every
    asked = ["git", "rev-parse", "HEAD"]
    said = subprocess.run(asked, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    return every[int(said.stdout.strip() or "0", 16) % PARTS :: PARTS]


@pytest.fixture(scope="module")
def proofs(author: Author, request: pytest.FixtureRequest) -> dict[str, dict[str, Any]]:
    """What exercise_prove finds of the exercises that this run asks for, by their ids."""
    asked = [
        word
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and item.path == request.path
        and hasattr(item, "callspec")
        for word in ("--only", str(item.callspec.params["exercise"]))
    ]
    return author.prove(SHIPPED.folder, "--at-a-time", AT_A_TIME, "--repeat", REPEAT,
                        "--patience", "3", *asked)  # fmt: skip


def test_every_pack_can_be_read() -> None:
    assert SHIPPED.mistakes == ()


@pytest.mark.parametrize("exercise", of_this_turn())
def test_an_exercise_is_proved(proofs: dict[str, dict[str, Any]], exercise: str) -> None:
    found = {
        case["name"]: [f"{each['says']}\n{each['detail']}" for each in case["problems"]]
        for case in proofs[exercise]["cases"]
        if case["problems"]
    }

    assert found == {}
    assert proofs[exercise]["proved"] is True
