"""Every example in a docstring of podlab.pods is true."""

import doctest
import importlib
import pkgutil

import pytest

import podlab.pods

MODULES = [each.name for each in pkgutil.walk_packages(podlab.pods.__path__, "podlab.pods.")]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
