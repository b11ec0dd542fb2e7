"""A learner's browser at the lessons that ship, without a cluster."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import AsyncClient

LESSON = "/lessons/pods-101/whose-localhost/"


@pytest.fixture
def browser(live: None, settings: LazySettings, tmp_path: Path) -> AsyncClient:
    """One who has no session yet; no node was ever started."""
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.PODLAB_KUBECONFIG = tmp_path / "kubeconfig"
    return AsyncClient()


@pytest.fixture
def another(browser: AsyncClient) -> AsyncClient:
    """Somebody else's browser."""
    return AsyncClient()
