"""Shelves of the test's own, and an instructor."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from podlab.accounts.models import User
from tests.authoring.packs import instructor, signed_in


@pytest.fixture(autouse=True)
def shelves(settings: LazySettings, tmp_path: Path) -> Path:
    settings.PODLAB_DATA = tmp_path / "data"
    return tmp_path / "data"


@pytest.fixture
def ada(db: None) -> User:
    return instructor()


@pytest.fixture
def studio(ada: User, settings: LazySettings) -> Client:
    """Ada's browser."""
    settings.ALLOWED_HOSTS = ["testserver"]
    return signed_in(ada)
