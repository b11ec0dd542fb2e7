"""What a step will run is made ready while the learner predicts; nothing depends on it."""

import asyncio
from contextlib import suppress
from functools import partial

from podlab.cluster import Cluster, ClusterError, connect
from podlab.exercises.models import Attempt
from podlab.exercises.scenes.looking import current, exercise_of
from podlab.exercises.scenes.manifests import UnitManifest, manifests_of
from podlab.exercises.scenes.problems import SceneProblem
from podlab.exercises.scenes.resuming import applied_so_far, manifests_to_begin
from podlab.exercises.scenes.scene import namespace_of
from podlab.sandbox.runs.guests import Guest
from podlab.sandbox.runs.preparing import preparations


async def prepare(attempt: Attempt) -> None:
    """Have all that begins together made ready, both sides; return at once.

    Once the scene is up, those units are meant that come later.
    """
    preparations().ask(Guest(attempt.owner_key), partial(prepare_now, attempt))


async def prepare_now(attempt: Attempt) -> None:
    """The same, and wait for it."""
    with suppress(SceneProblem, ClusterError):
        cluster = await connect()
        coming = [each for each in await what_comes(attempt) if each.unit.kind != "deployment"]
        await asyncio.gather(*(prepare_unit(cluster, attempt, each) for each in coming))


async def prepare_unit(cluster: Cluster, attempt: Attempt, manifest: UnitManifest) -> None:
    with suppress(ClusterError):
        await cluster.prepare(namespace_of(attempt), manifest.main, group=str(attempt.uid))


async def what_comes(attempt: Attempt) -> list[UnitManifest]:
    """The units that will be made next. Raises BrokenScene."""
    scene, exercise = await current(attempt), exercise_of(attempt)
    if scene is None:
        applied = await applied_so_far(attempt, exercise.spec)
        return manifests_to_begin(exercise, attempt, applied)
    coming = {
        at: unit
        for at, unit in scene.units.items()
        if unit.later and unit.kind != "image" and at not in scene.runs
    }
    return manifests_of(exercise, attempt, coming)
