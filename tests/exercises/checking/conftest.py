"""A scene that runs, for checks to look at."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from podlab.exercises.models import Attempt
from podlab.exercises.scenes import Scene, begin, end, settle
from tests.exercises.checking.lab import lab

TOKEN = "c0ffee42"


@pytest.fixture
async def scene(
    live: None, learner: str, tmp_path: Path, settings: LazySettings
) -> AsyncIterator[Scene]:
    """The lab, up and ready."""
    settings.PODLAB_LESSONS = lab(tmp_path)
    attempt = await Attempt.objects.acreate(
        owner_key=learner, pack="basics", exercise="lab", content="", variables={"TOKEN": TOKEN}
    )
    begun = await begin(attempt)
    await settle(begun)
    yield begun
    await end(attempt)
