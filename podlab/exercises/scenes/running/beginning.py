"""How a scene begins: all of its units at once, in place of the learner's scene before it."""

import asyncio
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from contextvars import Context
from datetime import timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from podlab.cluster import ClusterError, connect
from podlab.curriculum.library import LoadedExercise
from podlab.exercises.models import Attempt, SceneRun
from podlab.exercises.scenes.abilities import must_be_able
from podlab.exercises.scenes.images.building import build_again
from podlab.exercises.scenes.looking import current, exercise_of
from podlab.exercises.scenes.manifests import UnitManifest
from podlab.exercises.scenes.problems import NoScene, SceneProblem
from podlab.exercises.scenes.resuming import applied_so_far, manifests_to_begin, others_to_begin
from podlab.exercises.scenes.running.ending import (
    COULD_NOT_BEGIN,
    REPLACED,
    RESTARTED,
    end,
    end_record,
)
from podlab.exercises.scenes.running.making import make_objects, make_units
from podlab.exercises.scenes.scene import Scene, namespace_of
from podlab.pods.manifest import Document
from podlab.sandbox.runs.ending import StillThere
from podlab.sandbox.runs.starting import MANAGED_BY

SECONDS_TO_MAKE = 30.0
SECONDS_TO_BUILD = 300.0
SECONDS_BETWEEN_LOOKS = 0.05
Answer = TypeVar("Answer")
_going_on: set[asyncio.Task[Any]] = set()


async def begin(attempt: Attempt) -> Scene:
    """The attempt's scene, begun now unless it is up. Goes on when the caller is cut short.

    1. See that the cluster has what the exercise requires. Read every unit, and the later ones
       that the learner's steps have applied: nothing is touched when the exercise is broken.
    2. End the learner's scene before it, and wait until it is gone.
    3. Take the learner's place in the database: of two clicks one wins, the other waits for it.
    4. Create all units at once; when one is refused, take back the others.

    Raises SceneProblem (a sentence for the learner), ClusterUnavailable, StillThere.
    """
    return await unbroken(_begin(attempt))


async def restart(attempt: Attempt) -> Scene:
    """The same scene from its beginning; what the learner made of its units stays."""
    await end(attempt, RESTARTED)
    return await begin(attempt)


async def _begin(attempt: Attempt) -> Scene:
    before = SceneRun.objects.filter(owner_key=attempt.owner_key, removed_at=None)
    there = await before.filter(attempt=attempt, ended_at=None).select_related("attempt").afirst()
    if there and not is_lost(there):
        return await made(attempt)
    exercise = exercise_of(attempt)
    await must_be_able(exercise.spec.requires)
    applied = await applied_so_far(attempt, exercise.spec)
    units = manifests_to_begin(exercise, attempt, applied)
    others = others_to_begin(exercise, attempt, applied)
    async for record in before:
        await end_record(record, REPLACED)
    cluster = await connect()
    await cluster.ensure_namespace(namespace_of(attempt), MANAGED_BY)
    try:
        record = await SceneRun.objects.acreate(
            attempt=attempt, owner_key=attempt.owner_key, expires_at=end_of(exercise)
        )
    except IntegrityError:  # the other click won
        return await made(attempt)
    await make(record, attempt, units, others, images=applied.units)
    return await made(attempt)


async def make(
    record: SceneRun,
    attempt: Attempt,
    units: list[UnitManifest],
    others: list[Document],
    images: Iterable[str] = (),
) -> None:
    """Create everything, or nothing; images that were built before are built again."""
    try:
        await build_again(record, exercise_of(attempt), attempt, images)
        await make_units(record, namespace_of(attempt), units)
        await make_objects(record, namespace_of(attempt), others)
    except (SceneProblem, ClusterError):
        with suppress(ClusterError, StillThere):  # the keeper goes on
            await end_record(record, COULD_NOT_BEGIN)
        raise
    record.made_at = timezone.now()
    await record.asave(update_fields=["made_at"])


def is_lost(record: SceneRun) -> bool:
    """Whether who was making it was cut short."""
    age = timezone.now() - record.began_at
    return record.made_at is None and age > timedelta(seconds=seconds_to_make(record.attempt))


def seconds_to_make(attempt: Attempt) -> float:
    """How long making may take: longer where images are built."""
    units = exercise_of(attempt).spec.scene.by_address.values()
    return SECONDS_TO_BUILD if any(unit.kind == "image" for unit in units) else SECONDS_TO_MAKE


async def made(attempt: Attempt) -> Scene:
    """The attempt's scene once all of it is made, whoever makes it. Raises NoScene."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds_to_make(attempt)):
            while scene := await current(attempt):
                if scene.record.made_at:
                    return scene
                await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    raise NoScene(_("What this lesson runs could not begin. Try again."))


def end_of(exercise: LoadedExercise) -> Any:
    """When its time is over: the exercise's minutes, or the server's if those are fewer."""
    minutes = min(exercise.spec.limits.minutes, settings.PODLAB_RUN_MINUTES)
    return timezone.now() + timedelta(minutes=minutes)


async def unbroken(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Do it to its end, even when whoever asked goes away."""
    task = asyncio.create_task(work, context=Context())
    _going_on.add(task)
    task.add_done_callback(_going_on.discard)
    return await asyncio.shield(task)
