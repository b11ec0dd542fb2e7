"""Requests of these tests ask for German; the tests after them begin in English."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def language_of_its_own() -> Iterator[None]:
    """Django keeps the language of a thread's last request."""
    yield
    translation.deactivate()
