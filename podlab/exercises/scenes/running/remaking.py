"""Taking one unit away while the others go on, and making it again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial

from django.utils import timezone

from podlab.cluster import Cluster, NotFound, connect
from podlab.exercises.scenes.manifests import UnitManifest
from podlab.exercises.scenes.running.ending import remove_deployment
from podlab.exercises.scenes.running.making import make_units
from podlab.exercises.scenes.running.settling import until
from podlab.exercises.scenes.scene import Scene, uid_of
from podlab.pods.objects import JsonObject
from podlab.sandbox.live.hub import TooManyViewers, hub
from podlab.sandbox.live.topic import Topic
from podlab.sandbox.models import PodRun
from podlab.sandbox.runs.ending import StillThere, end

SECONDS_BEYOND_GRACE = 30.0
DEFAULT_GRACE = 30
SECONDS_TO_BE_SEEN = 5.0


async def delete_pod(scene: Scene, unit: str, reason: str) -> JsonObject:
    """Delete the unit's Pod as `kubectl delete` does, with its own grace; return it once gone.

    What the Pod needed stays. Raises NotFound, StillThere.
    """
    pod = await scene.pod(unit)
    if pod is None:
        raise NotFound(f"{scene.units[unit].name} is not there", "NotFound")
    run = scene.runs.get(unit)
    if run:
        await end(run.uid, reason)
    cluster = await connect()
    async with seen(run):
        await cluster.delete("pods", scene.namespace, pod["metadata"]["name"])
        await wait_until_gone(cluster, scene.namespace, pod)
    if run:
        await PodRun.objects.filter(uid=run.uid).aupdate(removed_at=timezone.now())
    return pod


@asynccontextmanager
async def seen(run: PodRun | None) -> AsyncIterator[None]:
    """Somebody watches how the Pod ends, whether or not a page is open: checks ask for it."""
    async with AsyncExitStack() as watching:
        if run:
            with suppress(TooManyViewers, TimeoutError):
                topic = await watching.enter_async_context(hub().watching(run))
                async with asyncio.timeout(SECONDS_TO_BE_SEEN):
                    await until(partial(is_seen, topic))
        yield


async def wait_until_gone(cluster: Cluster, namespace: str, pod: JsonObject) -> None:
    """Return once the Pod is no longer there, after its grace period at the latest."""
    grace = pod["spec"].get("terminationGracePeriodSeconds", DEFAULT_GRACE)
    try:
        async with asyncio.timeout(grace + SECONDS_BEYOND_GRACE):
            await until(partial(is_another, cluster, namespace, pod))
    except NotFound:
        return
    except TimeoutError as error:
        raise StillThere(pod["metadata"]["name"]) from error


async def is_seen(topic: Topic) -> bool:
    return topic.pod is not None


async def is_another(cluster: Cluster, namespace: str, pod: JsonObject) -> bool:
    """Whether the name has passed on to another Pod. Raises NotFound."""
    return uid_of(await cluster.get("pods", namespace, pod["metadata"]["name"])) != uid_of(pod)


async def take_away(scene: Scene, unit: str, reason: str) -> None:
    """Remove the unit if it is there, and wait until it is gone."""
    if scene.units[unit].kind == "deployment":
        await remove_deployment(await connect(), scene.namespace, scene.units[unit].name)
    elif await scene.pod(unit):
        await delete_pod(scene, unit, reason)
    elif run := scene.runs.get(unit):
        await end(run.uid, reason)
        await PodRun.objects.filter(uid=run.uid).aupdate(removed_at=timezone.now())


async def put_in_place(scene: Scene, manifest: UnitManifest, reason: str) -> None:
    """Make a unit, in place of the one that is there. Raises SceneProblem."""
    await take_away(scene, manifest.address, reason)
    await make_units(scene.record, scene.namespace, [manifest])
