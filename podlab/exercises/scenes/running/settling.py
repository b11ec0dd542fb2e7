"""Waiting until all of a scene has started, and writing down what was there then."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import timedelta

from django.utils import timezone

from podlab.cluster import NotFound, connect
from podlab.exercises.scenes.running.baseline import write_baseline
from podlab.exercises.scenes.scene import Scene
from podlab.pods.objects import JsonObject
from podlab.sandbox.live.hub import hub
from podlab.sandbox.models import PodRun

SECONDS_TO_SETTLE = 40.0
SECONDS_FOR_A_NEW_UNIT = 15.0
SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_WITHOUT_NEWS = 1.0
ON_THE_WAY = {"ContainerCreating", "PodInitializing"}
Condition = Callable[[JsonObject], bool]


async def settle(scene: Scene, seconds: float = SECONDS_TO_SETTLE) -> None:
    """Return once every container of what is new has started, or failed to, or the time is up.

    What is there when a unit has settled first is its baseline. Raises ClusterUnavailable.
    """
    new = [unit for unit in made_units(scene) if not is_known(scene, unit)]
    limit = seconds if scene.record.settled_at is None else min(seconds, SECONDS_FOR_A_NEW_UNIT)
    await asyncio.gather(*(settled(scene, unit, limit) for unit in new))
    if new:
        await write_baseline(scene, new)


async def settle_if_ready(scene: Scene) -> None:
    """Write the baseline if everything has started by now, or had its time to."""
    age = timezone.now() - scene.record.began_at
    if age > timedelta(seconds=SECONDS_TO_SETTLE) or await is_settled(scene):
        await write_baseline(scene, list(made_units(scene)))


async def is_settled(scene: Scene) -> bool:
    """Whether everything has started."""
    for unit in made_units(scene):
        if scene.units[unit].kind == "deployment":
            if not await all_replicas(scene, unit):
                return False
        elif not all(map(has_started, await scene.pods(unit))):
            return False
    return True


def made_units(scene: Scene) -> Iterator[str]:
    """The units that were made: not the later ones that nobody has applied yet."""
    for address, unit in scene.units.items():
        made = ["deployments", unit.name] in scene.record.objects_made
        if address in scene.runs or (unit.kind == "deployment" and made):
            yield address


def is_known(scene: Scene, unit: str) -> bool:
    """Whether the unit has settled before, and is still the same."""
    pods = scene.baseline.get(unit)
    if pods is None or scene.units[unit].kind == "deployment":
        return pods is not None
    run = scene.runs[unit]
    return run.ended_at is not None or any(pod["uid"] == run.pod_uid for pod in pods)


async def settled(scene: Scene, unit: str, seconds: float) -> None:
    """Wait for one unit."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            if scene.units[unit].kind == "deployment":
                await until(lambda: all_replicas(scene, unit))
            elif scene.runs[unit].ended_at is None:
                await wait_for(scene.runs[unit], has_started)


async def wait_for(run: PodRun, condition: Condition) -> None:
    """Return once the run's Pod is so, or is gone."""
    async with hub().watching(run) as topic:
        number = topic.ring.last
        while not topic.over and not (topic.pod and condition(topic.pod)):
            await topic.news_after(number, SECONDS_WITHOUT_NEWS)
            number = topic.ring.last


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Look again and again."""
    while not await is_so():  # noqa: ASYNC110 -- the node has no Event of ours
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


async def all_replicas(scene: Scene, unit: str) -> bool:
    """Whether the Deployment has as many Pods as it wants, and all have started."""
    cluster = await connect()
    try:
        deployment = await cluster.get("deployments", scene.namespace, scene.units[unit].name)
    except NotFound:
        return True
    pods = await scene.pods(unit)
    return len(pods) == deployment["spec"].get("replicas", 1) and all(map(has_started, pods))


def has_started(pod: JsonObject) -> bool:
    """Whether each container is ready, has ended, or has met what keeps it from starting."""
    status = pod.get("status") or {}
    if status.get("phase") in {"Succeeded", "Failed"}:
        return True
    states = status.get("containerStatuses") or []
    return len(states) == len(pod["spec"]["containers"]) and all(map(is_past_start, states))


def is_past_start(state: JsonObject) -> bool:
    if state.get("ready"):
        return True
    now = state.get("state") or {}
    return "terminated" in now or bool(
        "waiting" in now and now["waiting"].get("reason", "ContainerCreating") not in ON_THE_WAY
    )
