"""Every example in a docstring of the exports, the links and the faults is true."""

import doctest
import importlib
import pkgutil

import pytest

from podlab.sandbox import breaking, exports, sharing

MODULES = [
    each.name
    for package in (breaking, exports, sharing)
    for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
