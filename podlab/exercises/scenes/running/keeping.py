"""Keeps the time of scenes: what is over ends, what was cut short goes on, what began settles.

Runs in every worker of web beside the sandbox's keeper, and as there each step may be repeated.
"""

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from podlab.cluster import ClusterError
from podlab.exercises.models import Attempt, SceneRun
from podlab.exercises.scenes.looking import current, scene_of
from podlab.exercises.scenes.problems import BrokenScene
from podlab.exercises.scenes.running.ending import end_record, runs_of
from podlab.exercises.scenes.running.settling import settle_if_ready
from podlab.sandbox.models import EXTENSIONS
from podlab.sandbox.runs.ending import TIME_OVER, StillThere

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_TURNS = 3.0


async def keep_scenes() -> None:
    """One turn every few seconds, until cancelled."""
    while True:
        try:
            await end_scenes_that_are_over()
            await settle_scenes()
        except ClusterError as error:
            logger.info("The keeper of scenes waits: %s", error)
        except Exception:
            logger.exception("A turn of the keeper of scenes failed; the next one follows")
        await asyncio.sleep(SECONDS_BETWEEN_TURNS)


async def extend(attempt: Attempt) -> None:
    """More time for the scene that is up, a few times; nothing when it has had them.

    One conditional update: two clicks at once on the last extension get one.
    """
    scene = await current(attempt)
    if scene is None:
        return
    more = timedelta(minutes=scene.minutes)
    extendable = SceneRun.objects.filter(
        pk=scene.record.pk, ended_at=None, extensions__lt=EXTENSIONS
    )
    later = {"expires_at": F("expires_at") + more}
    if await extendable.aupdate(**later, extensions=F("extensions") + 1):
        await runs_of(scene.record).aupdate(**later)


async def end_scenes_that_are_over() -> None:
    """End and remove the scenes whose time has come, and finish removals that were cut short."""
    due = Q(expires_at__lte=timezone.now()) | Q(ended_at__isnull=False)
    async for record in SceneRun.objects.filter(due, removed_at=None):
        with suppress(StillThere):
            await end_record(record, TIME_OVER)


async def settle_scenes() -> None:
    """Write the baseline of scenes that have started meanwhile, if nobody has asked for it."""
    young = SceneRun.objects.filter(ended_at=None, settled_at=None, made_at__isnull=False)
    async for record in young.select_related("attempt"):
        with suppress(BrokenScene):
            await settle_if_ready(await scene_of(record.attempt, record))
