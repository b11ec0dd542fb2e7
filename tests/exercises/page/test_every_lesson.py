"""Every lesson that ships, at each of its stages, before anything runs and without a node."""

import pytest
from django.conf import settings
from django.test import AsyncClient

from podlab.curriculum.library import library
from podlab.exercises.learning.progress import way_through
from podlab.exercises.models import Attempt

pytestmark = pytest.mark.django_db(transaction=True)
LESSONS = [(each.pack.id, each.id) for each in library(settings.PODLAB_LESSONS).exercises]


@pytest.mark.parametrize(("pack", "exercise"), LESSONS)
async def test_each_stage_can_be_read(browser: AsyncClient, pack: str, exercise: str) -> None:
    page = f"/lessons/{pack}/{exercise}/"
    spec = (await browser.get(page)).context["spec"]
    attempt = await Attempt.objects.aget()
    done = [step.id for step in spec.steps]
    for step in spec.steps:
        right = {"do": None, "text": "read", "checkpoint": "passed"}
        asked = step.predict or step.observe
        value = asked.answer if asked else right.get(step.kind, "said")
        if step.kind == "do":
            await attempt.done.acreate(step=step.id, key="a", finished_at=attempt.created_at)
        elif step.kind != "order":
            await attempt.answers.acreate(step=step.id, value=value, is_right=True)

    for stage in way_through(spec, done).stages:
        answer = await browser.get(page, {"step": stage.id})

        assert answer.status_code == 200
        assert not answer.context.get("unavailable")
        assert b"${" not in answer.content or stage.kind not in {"predict", "observe"}
