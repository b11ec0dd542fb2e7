"""Waiting until all of a scene has started, and writing down what was there then."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import timedelta

from django.utils import timezone

from podlab.cluster import NotFound, connect
from podlab.exercises.models import SceneRun
from podlab.exercises.scenes.scene import Scene
from podlab.pods.objects import JsonObject
from podlab.sandbox.live.hub import hub
from podlab.sandbox.models import PodRun

SECONDS_TO_SETTLE = 40.0
SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_WITHOUT_NEWS = 1.0
ON_THE_WAY = {"ContainerCreating", "PodInitializing"}
Condition = Callable[[JsonObject], bool]


async def settle(scene: Scene, seconds: float = SECONDS_TO_SETTLE) -> None:
    """Return once every container has started, or failed to, or the time is up.

    The first time, what is there then becomes the scene's baseline. Raises ClusterUnavailable.
    """
    waits = [settled(scene, unit, seconds) for unit in made_units(scene)]
    await asyncio.gather(*waits)
    if scene.record.settled_at is None:
        await write_baseline(scene)


async def settle_if_ready(scene: Scene) -> None:
    """Write the baseline if everything has started by now, or had its time to."""
    age = timezone.now() - scene.record.began_at
    if age > timedelta(seconds=SECONDS_TO_SETTLE) or await is_settled(scene):
        await write_baseline(scene)


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
    """The units that are there from the beginning, and the later ones that were made."""
    for address, unit in scene.units.items():
        if address in scene.runs or (unit.kind == "deployment" and not unit.later):
            yield address


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


async def write_baseline(scene: Scene) -> None:
    """Keep what is there now as what was there when the scene began; once."""
    baseline = {
        unit: [seen_of(pod) for pod in await scene.pods(unit)] for unit in made_units(scene)
    }
    first = SceneRun.objects.filter(pk=scene.record.pk, settled_at=None)
    await first.aupdate(baseline=baseline, settled_at=timezone.now())
    await scene.record.arefresh_from_db(fields=["baseline", "settled_at"])


def seen_of(pod: JsonObject) -> JsonObject:
    """What a baseline keeps of a Pod: name, uid, ip, and id, start and restarts of containers."""
    status = pod.get("status") or {}
    containers = {}
    for state in [*(status.get("initContainerStatuses") or []),
                  *(status.get("containerStatuses") or [])]:  # fmt: skip
        now = state.get("state") or {}
        containers[state["name"]] = {
            "id": state.get("containerID", ""),
            "start": (now.get("running") or now.get("terminated") or {}).get("startedAt"),
            "restarts": state.get("restartCount", 0),
        }
    metadata = pod["metadata"]
    return {
        "name": metadata["name"],
        "uid": metadata["uid"],
        "ip": status.get("podIP", ""),
        "containers": containers,
    }
