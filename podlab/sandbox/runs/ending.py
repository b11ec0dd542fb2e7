"""How a run ends: its reason in a learner's words, stored once, and everything removed after it."""

import asyncio
import re
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from podlab.cluster import Cluster, NotFound, connect
from podlab.pods.errors import InvalidManifest
from podlab.pods.manifest import parse_manifest
from podlab.pods.objects import JsonObject
from podlab.sandbox.models import PodRun

STOPPED = gettext_noop("stopped by you")
REPLACED = gettext_noop("replaced by your next run")
TIME_OVER = gettext_noop("time over")
DELETED = gettext_noop("deleted with kubectl")
TOGETHER = gettext_noop("ended with the comparison")
CLAIMS = "persistentvolumeclaims"
RESOURCES = {
    "Pod": "pods",
    "ConfigMap": "configmaps",
    "Secret": "secrets",
    "PersistentVolumeClaim": CLAIMS,
}
SECONDS_UNTIL_GONE = 20.0
SECONDS_BETWEEN_LOOKS = 0.15


class StillThere(Exception):
    """The Pod is not gone after its grace period; its removal goes on."""


async def end(uid: UUID, reason: str) -> bool:
    """Store the end and its reason, unless it has one; True for the one who did."""
    ended = PodRun.objects.filter(uid=uid, ended_at=None)
    return bool(await ended.aupdate(ended_at=timezone.now(), end_reason=reason))


async def stored_reason(uid: UUID) -> str:
    """Why the run ended. Podlab stores it before it removes a Pod; else it was kubectl."""
    await end(uid, DELETED)
    run = await PodRun.objects.filter(uid=uid).afirst()
    return run.end_reason if run else DELETED


async def stop(run: PodRun, reason: str) -> None:
    """End the run and remove it. From now on its removal is due, should this one be cut short."""
    await end(run.uid, reason)
    await PodRun.objects.filter(uid=run.uid).current().aupdate(expires_at=timezone.now())
    await remove(run)


async def remove_apart(run: PodRun) -> None:
    """End and remove the containers that run apart from the Pod; raises what `remove` does."""
    parts = [part async for part in run.apart.current()]
    for part in parts:
        await end(part.uid, TOGETHER)
    await asyncio.gather(*(remove(part) for part in parts))


async def remove(run: PodRun) -> None:
    """Remove all that the run brought into the cluster and wait for it; may be repeated.

    Raises StillThere when the Pod takes longer, ClusterUnavailable when nobody answers.
    """
    cluster = await connect()
    if run.apart_from_id is None:
        await remove_apart(run)
    for resource, name in sorted(objects_of(run), key=lambda each: each[0] != "pods"):
        grace = settings.PODLAB_STOP_GRACE_SECONDS if resource == "pods" else None
        try:
            if resource != "pods" or await is_ours(cluster, run):
                await cluster.delete(resource, run.namespace, name, grace)
        except NotFound:
            continue
    await wait_until_gone(cluster, run)
    await PodRun.objects.filter(uid=run.uid, removed_at=None).aupdate(removed_at=timezone.now())


async def is_ours(cluster: Cluster, run: PodRun) -> bool:
    """Whether the Pod of that name is still the one that this run made."""
    pod = await cluster.get("pods", run.namespace, run.name)
    return not run.pod_uid or pod["metadata"]["uid"] == run.pod_uid


async def wait_until_gone(cluster: Cluster, run: PodRun) -> None:
    """Return once the run's Pod is no longer there."""
    try:
        async with asyncio.timeout(SECONDS_UNTIL_GONE):
            while await is_ours(cluster, run):  # noqa: ASYNC110 -- the node has no Event of ours
                await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    except NotFound:
        return
    except TimeoutError as error:
        raise StillThere(run.name) from error


def objects_of(run: PodRun) -> set[tuple[str, str]]:
    """Resource and name of what goes with the run; claims stay as long as their namespace."""
    try:
        documents = parse_manifest(run.manifest).documents
    except InvalidManifest:  # written by an older Podlab
        documents = ()
    found = {(RESOURCES[each.kind], each.object["metadata"]["name"]) for each in documents}
    return {each for each in found if each[0] != CLAIMS} | {("pods", run.name)}


def has_ended_by_itself(pod: JsonObject) -> bool:
    """Whether the Pod has reached its last phase, and not because somebody deleted it."""
    phase = (pod.get("status") or {}).get("phase")
    return phase in {"Succeeded", "Failed"} and not pod["metadata"].get("deletionTimestamp")


def reason_of_end(pod: JsonObject) -> str:
    """Why a Pod that has reached its last phase did, in one sentence."""
    status = pod.get("status") or {}
    if status.get("phase") == "Succeeded":
        return gettext_noop("every container finished its work")
    if status.get("reason"):
        return f"Pod failed: {status.get('message') or status['reason']}"
    for state in [*status.get("initContainerStatuses", []), *status.get("containerStatuses", [])]:
        ended = (state.get("state") or {}).get("terminated") or {}
        if ended.get("exitCode"):
            return f"Pod failed: {reason_of_container(pod, state['name'], ended)}"
    return gettext_noop("Pod failed")


def reason_of_container(pod: JsonObject, name: str, ended: JsonObject) -> str:
    """How one container ended."""
    if ended.get("reason") == "OOMKilled":
        return f"`{name}` hit its {memory_limit(pod, name)} limit"
    return f"`{name}` ended with exit code {ended.get('exitCode')}"


def memory_limit(pod: JsonObject, name: str) -> str:
    """The container's memory limit as one says it: 64 MiB."""
    containers = [*pod["spec"].get("initContainers", []), *pod["spec"]["containers"]]
    for container in containers:
        limits = (container.get("resources") or {}).get("limits") or {}
        if container["name"] == name and "memory" in limits:
            return re.sub(r"([KMGT]i?)$", r" \1B", str(limits["memory"]))
    return "memory"
