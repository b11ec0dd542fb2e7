"""Creating what units are made of, and taking it away again."""

import asyncio
from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from podlab.cluster import Cluster, Conflict, NotFound, Refused, connect
from podlab.exercises.models import SceneRun
from podlab.exercises.scenes.manifests import RESOURCES, UnitManifest, name_of, needed_first
from podlab.exercises.scenes.problems import NameTaken, NotAllowed
from podlab.pods.manifest import Document
from podlab.pods.objects import JsonObject
from podlab.sandbox.models import PodRun

LATE = "HorizontalPodAutoscaler"  # after what it scales
STAYS = {"PersistentVolumeClaim"}


async def make_units(record: SceneRun, namespace: str, manifests: Iterable[UnitManifest]) -> None:
    """Create what they need, then all of them at once. Raises NameTaken, NotAllowed."""
    wanted = list(manifests)
    needed = needed_first(each for manifest in wanted for each in manifest.needs)
    early = [each for each in needed if each.kind != LATE]
    await make_objects(record, namespace, early)
    workloads = [each.unit.name for each in wanted if each.unit.kind == "deployment"]
    await note(record, [["deployments", name] for name in workloads])
    made = await asyncio.gather(
        *(make_unit(record, namespace, each) for each in wanted), return_exceptions=True
    )
    for problem in made:
        if isinstance(problem, BaseException):
            raise problem
    await make_objects(record, namespace, [each for each in needed if each.kind == LATE])


async def make_objects(record: SceneRun, namespace: str, documents: Iterable[Document]) -> None:
    """Create objects that no run stands for; they end with the scene.

    One that the scene made before is replaced, but not a claim: its data are to stay.
    """
    cluster = await connect()
    for document in documents:
        resource, name = RESOURCES[document.kind], name_of(document)
        if [resource, name] in record.objects_made:
            if document.kind in STAYS:
                continue
            await delete(cluster, resource, namespace, name)
        await create(cluster, resource, namespace, document.object)
        await note(record, [[resource, name]])


async def note(record: SceneRun, made: list[list[str]]) -> None:
    """Write down what ends with the scene."""
    new = [each for each in made if each not in record.objects_made]
    if new:
        record.objects_made += new
        await record.asave(update_fields=["objects_made"])


async def make_unit(record: SceneRun, namespace: str, manifest: UnitManifest) -> None:
    """Create a unit's Pod, with its run, or its Deployment."""
    cluster = await connect()
    if manifest.unit.kind == "deployment":
        await create(cluster, "deployments", namespace, manifest.main)
        return
    run = await PodRun.objects.acreate(
        owner_key=record.owner_key,
        namespace=namespace,
        name=manifest.unit.name,
        manifest=manifest.alone,
        expires_at=record.expires_at,
        scene=record.attempt_id,
        unit=manifest.address,
    )
    try:
        made = await create(cluster, "pods", namespace, manifest.main)
    except (NameTaken, NotAllowed):
        await run.adelete()
        raise
    run.pod_uid = made["metadata"]["uid"]
    run.started_at = timezone.now()
    await run.asave(update_fields=["pod_uid", "started_at"])


async def create(cluster: Cluster, resource: str, namespace: str, wanted: JsonObject) -> JsonObject:
    """Create one object. Raises NameTaken, NotAllowed."""
    name = wanted["metadata"]["name"]
    try:
        return (await cluster.create(resource, namespace, wanted)).object
    except Conflict as error:
        raise NameTaken(await taken(resource, namespace, name)) from error
    except Refused as error:
        raise NotAllowed(f"{resource} {name}: {error.message}") from error


async def taken(resource: str, namespace: str, name: str) -> str:
    """Whose name it is, and what to do."""
    if resource == "pods":
        runs = PodRun.objects.filter(namespace=namespace, name=name).current()
        if await runs.filter(scene=None).aexists():
            told = _(
                "The Pod %(name)s of your sandbox has the name that this lesson needs. "
                "Stop it in the sandbox, then try again."
            )
            return told % {"name": name}
    told = _(
        "%(name)s is there already in your namespace, and this lesson needs that name. "
        "Delete it, then try again: %(command)s"
    )
    return told % {"name": name, "command": f"kubectl -n {namespace} delete {resource} {name}"}


async def delete(cluster: Cluster, resource: str, namespace: str, name: str) -> None:
    """Ask for the object's end, if it is there."""
    grace = settings.PODLAB_STOP_GRACE_SECONDS if resource == "pods" else None
    try:
        await cluster.delete(resource, namespace, name, grace)
    except NotFound:
        return
