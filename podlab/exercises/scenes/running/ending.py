"""How a scene ends: its reason stored once, then everything of it removed."""

import asyncio

from django.utils import timezone
from django.utils.translation import gettext_noop

from podlab.cluster import Cluster, NotFound, connect
from podlab.exercises.models import Attempt, SceneRun
from podlab.exercises.scenes.images.reading import IMAGES, remove_image
from podlab.exercises.scenes.running.making import delete
from podlab.exercises.scenes.scene import namespace_of, owned_by, uid_of
from podlab.sandbox.models import PodRun, PodRunQuerySet
from podlab.sandbox.runs import ending

STOPPED = gettext_noop("stopped by you")
REPLACED = gettext_noop("you began another lesson")
RESTARTED = gettext_noop("begun again")
COULD_NOT_BEGIN = gettext_noop("could not begin")
CLAIMS = "persistentvolumeclaims"
MAKERS = ("horizontalpodautoscalers", "deployments")  # whoever makes Pods goes before them
SECONDS_UNTIL_GONE = 30.0
SECONDS_BETWEEN_LOOKS = 0.15


async def end(attempt: Attempt, reason: str = STOPPED) -> None:
    """End the attempt's scene and remove all of it; may be repeated.

    Raises ClusterUnavailable or StillThere; the keeper then goes on.
    """
    async for record in SceneRun.objects.filter(attempt=attempt, removed_at=None):
        await end_record(record, reason)


async def end_record(record: SceneRun, reason: str) -> None:
    """Store why it ended, unless it has ended; then remove it."""
    now = timezone.now()
    first = SceneRun.objects.filter(pk=record.pk, ended_at=None)
    await first.aupdate(ended_at=now, end_reason=reason)
    runs = runs_of(record)
    await runs.filter(ended_at=None).aupdate(ended_at=now, end_reason=reason)
    await runs.aupdate(expires_at=now)
    await remove(record)


def runs_of(record: SceneRun) -> PodRunQuerySet:
    """What may still be in the cluster of it."""
    return PodRun.objects.filter(scene=record.attempt_id).current()


async def remove(record: SceneRun) -> None:
    """Remove who makes Pods, the Pods, and what they needed; return when it is gone."""
    cluster = await connect()
    namespace = namespace_of(record)  # its learner's, who may have signed in meanwhile
    made = [(resource, name) for resource, name in record.objects_made]
    await remove_makers(cluster, namespace, made)
    runs = [run async for run in runs_of(record)]
    await asyncio.gather(*(ending.remove(run) for run in runs))
    for resource, name in made:
        if resource == IMAGES:
            await remove_image(namespace, name)
        elif resource not in MAKERS:
            await delete(cluster, resource, namespace, name)
    for resource, name in made:
        if resource == CLAIMS:
            await wait_for_claim(cluster, namespace, name)
    gone = SceneRun.objects.filter(pk=record.pk, removed_at=None)
    await gone.aupdate(removed_at=timezone.now())


async def wait_for_claim(cluster: Cluster, namespace: str, name: str) -> None:
    """Return when a claim is gone: it takes its data along first, and the next scene its name."""
    try:
        async with asyncio.timeout(SECONDS_UNTIL_GONE):
            while await cluster.get(CLAIMS, namespace, name):  # noqa: ASYNC110 -- node has no Event
                await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    except NotFound:
        return
    except TimeoutError as error:
        raise ending.StillThere(name) from error


async def remove_makers(cluster: Cluster, namespace: str, made: list[tuple[str, str]]) -> None:
    """Remove autoscalers and Deployments, and wait for the end of the Pods they made."""
    for maker in MAKERS:
        for resource, name in made:
            if resource == maker == "deployments":
                await remove_deployment(cluster, namespace, name)
            elif resource == maker:
                await delete(cluster, resource, namespace, name)


async def remove_deployment(cluster: Cluster, namespace: str, name: str) -> None:
    """Delete a Deployment and its Pods, at once; return when they are gone."""
    try:
        deployment = await cluster.get("deployments", namespace, name)
    except NotFound:
        return
    sets = owned_by({uid_of(deployment)}, await cluster.list("replicasets", namespace))
    owners = {uid_of(each) for each in sets}
    await delete(cluster, "deployments", namespace, name)
    told: set[str] = set()
    try:
        async with asyncio.timeout(SECONDS_UNTIL_GONE):
            while pods := owned_by(owners, await cluster.list("pods", namespace)):
                for pod in pods:
                    if uid_of(pod) not in told:
                        told.add(uid_of(pod))
                        await delete(cluster, "pods", namespace, pod["metadata"]["name"])
                await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    except TimeoutError as error:
        raise ending.StillThere(name) from error
