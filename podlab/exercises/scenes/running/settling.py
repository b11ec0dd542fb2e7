"""Waiting until all of a scene has started, and writing down what was there then."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from django.utils import timezone

from podlab.cluster import NotFound, connect
from podlab.exercises.scenes.running.baseline import write_baseline
from podlab.exercises.scenes.scene import Scene
from podlab.pods.objects import JsonObject, parse_timestamp
from podlab.sandbox.live.hub import hub
from podlab.sandbox.models import PodRun

SECONDS_TO_SETTLE = 40.0
SECONDS_FOR_A_NEW_UNIT = 15.0
SECONDS_OF_PATIENCE = 8.0
SECONDS_FOR_IMAGES = 300.0
SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_WITHOUT_NEWS = 1.0
ON_THE_WAY = {"ContainerCreating", "PodInitializing"}
Condition = Callable[[JsonObject], bool]


async def settle(scene: Scene, seconds: float = SECONDS_TO_SETTLE) -> None:
    """Return once every container of what is new has started, or failed to, or the time is up.

    The time in which node makes an image that a container waits for does not count.
    What is there when a unit has settled first is its baseline. Raises ClusterUnavailable.
    """
    new = [unit for unit in made_units(scene) if not is_known(scene, unit)]
    limit = seconds if scene.record.settled_at is None else min(seconds, SECONDS_FOR_A_NEW_UNIT)
    await asyncio.gather(*(settled(scene, unit, limit) for unit in new))
    if new:
        await write_baseline(scene, new)


async def settle_if_ready(scene: Scene) -> None:
    """Write the baseline if everything has started by now, or had its time to."""
    if await had_its_time(scene) or await is_settled(scene):
        await write_baseline(scene, list(made_units(scene)))


async def had_its_time(scene: Scene) -> bool:
    """Whether nothing is worth waiting for any more; images that are being made are, for longer."""
    age = timezone.now() - scene.record.began_at
    if age <= timedelta(seconds=SECONDS_TO_SETTLE):
        return False
    return age > timedelta(seconds=SECONDS_FOR_IMAGES) or not await waits_for_an_image(scene)


async def is_settled(scene: Scene) -> bool:
    """Whether everything has started."""
    for unit in made_units(scene):
        if scene.units[unit].kind == "deployment":
            if not await all_replicas(scene, unit):
                return False
        elif not all(map(has_started, await scene.pods(unit))):
            return False
    return True


async def waits_for_an_image(scene: Scene) -> bool:
    """Whether a container of it waits until node has made its image."""
    for unit in made_units(scene):
        if any(map(image_is_made, await scene.pods(unit))):
            return True
    return False


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
    now = asyncio.get_running_loop().time
    latest = now() + SECONDS_FOR_IMAGES
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds) as limit:

            def started(pod: JsonObject) -> bool:
                if image_is_made(pod) and now() < latest:
                    limit.reschedule(now() + seconds)
                return has_started(pod)

            if scene.units[unit].kind == "deployment":
                await until(lambda: all_replicas(scene, unit))
            elif scene.runs[unit].ended_at is None:
                await wait_for(scene.runs[unit], started)


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
    if status.get("phase") in {"Succeeded", "Failed"} or waits_at_init(pod, timezone.now()):
        return True
    states = status.get("containerStatuses") or []
    return len(states) == len(pod["spec"]["containers"]) and all(map(is_past_start, states))


def image_is_made(pod: JsonObject) -> bool:
    """Whether a container waits for its image; of all creating, only that has a message."""
    states = (pod.get("status") or {}).get("containerStatuses") or []
    waiting = [(state.get("state") or {}).get("waiting") or {} for state in states]
    return any(
        each.get("reason") == "ContainerCreating" and each.get("message") for each in waiting
    )


def waits_at_init(pod: JsonObject, now: datetime) -> bool:
    """Whether an init container holds up the others; sidecars stay, and are not meant."""
    inits = pod["spec"].get("initContainers") or []
    stay = {each["name"] for each in inits if each.get("restartPolicy") == "Always"}
    listed = (pod.get("status") or {}).get("initContainerStatuses") or []
    states = [each.get("state") or {} for each in listed if each["name"] not in stay]
    return any(runs_for_long(state, now) for state in states)


def runs_for_long(state: JsonObject, now: datetime) -> bool:
    """Whether it has been running for so long that one had better look what it waits for."""
    began = parse_timestamp((state.get("running") or {}).get("startedAt"))
    return began is not None and now - began > timedelta(seconds=SECONDS_OF_PATIENCE)


def is_past_start(state: JsonObject) -> bool:
    if state.get("ready"):
        return True
    now = state.get("state") or {}
    return (
        "terminated" in now
        or runs_for_long(now, timezone.now())
        or bool(
            "waiting" in now and now["waiting"].get("reason", "ContainerCreating") not in ON_THE_WAY
        )
    )
