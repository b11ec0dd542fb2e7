"""Texts made to hurt: each is refused before anything of it is built, with little work."""

import sys
from typing import Any

import pytest

from podlab.pods.errors import InvalidManifest
from podlab.pods.manifest import parse_manifest
from tests.support.bombs import BOMBS

MOST_STEPS = 2_000_000  # calls and returns of functions: a tenth of a second; see benchmarks


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_refused_with_little_work(name: str) -> None:
    steps = 0

    def count(*_: Any) -> None:
        nonlocal steps
        steps += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        with pytest.raises(InvalidManifest) as caught:
            parse_manifest(BOMBS[name])
    finally:
        sys.setprofile(before)

    assert all(error.line for error in caught.value.errors)
    assert steps < MOST_STEPS


def test_honest_alias_is_read_as_if_written_out() -> None:
    head = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n"
    env = "[{name: A, value: b}]"
    text = f"{head}  - {{name: a, image: i, env: &e {env}}}\n  - {{name: b, image: i, env: *e}}\n"
    same = f"{head}  - {{name: a, image: i, env: {env}}}\n  - {{name: b, image: i, env: {env}}}\n"

    assert parse_manifest(text).documents[0].object == parse_manifest(same).documents[0].object
