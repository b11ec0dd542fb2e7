"""Every exercise that is shipped, proved on a real engine; all of them by one command."""

from typing import Any

import pytest
from django.conf import settings

from podlab.curriculum.library import library
from tests.lessons.proving import Author

pytestmark = [pytest.mark.docker, pytest.mark.timeout(1500)]
SHIPPED = library(settings.BASE_DIR / "lessons")
AT_A_TIME = "3"  # they mostly wait: for servers to begin, for back-offs, for what must stay so
REPEAT = "1"  # each solution once in every run of the tests; exercise_prove by itself says thrice


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


@pytest.mark.parametrize("exercise", [each.id for each in SHIPPED.exercises])
def test_an_exercise_is_proved(proofs: dict[str, dict[str, Any]], exercise: str) -> None:
    found = {
        case["name"]: [f"{each['says']}\n{each['detail']}" for each in case["problems"]]
        for case in proofs[exercise]["cases"]
        if case["problems"]
    }

    assert found == {}
    assert proofs[exercise]["proved"] is True
