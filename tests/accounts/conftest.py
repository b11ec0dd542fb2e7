"""Every test of accounts begins without memory of others' tries."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_tries_before(db: None) -> None:
    cache.clear()
