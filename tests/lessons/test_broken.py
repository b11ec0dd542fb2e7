"""A broken exercise is not proved, and its proof says what is broken. One proof for all of them."""

from pathlib import Path
from typing import Any

import pytest

from tests.lessons.broken import PLAYED, READ, Broken, write_pack
from tests.lessons.proving import Author

pytestmark = [pytest.mark.docker, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def proofs(author: Author, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """By the exercise's id, or its folder where it could not even be read."""
    pack = write_pack(tmp_path_factory.mktemp("broken"))
    found = author.prove(Path(pack), "--at-a-time", "4")
    return {name.removeprefix("010."): proof for name, proof in found.items()}


@pytest.mark.parametrize("broken", [*READ, *PLAYED], ids=lambda broken: broken.name)
def test_a_broken_exercise_is_not_proved(proofs: dict[str, dict[str, Any]], broken: Broken) -> None:
    proof = proofs[broken.name]
    told = [(case["name"], each["says"]) for case in proof["cases"] for each in case["problems"]]

    assert proof["proved"] is False
    for case, sentence in broken.says:
        assert any(name == case and says.startswith(sentence) for name, says in told), told


@pytest.mark.parametrize("broken", READ, ids=lambda broken: broken.name)
def test_what_has_mistakes_is_not_played(proofs: dict[str, dict[str, Any]], broken: Broken) -> None:
    assert [case["name"] for case in proofs[broken.name]["cases"]] == ["files"]
