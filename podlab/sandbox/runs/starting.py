"""How a run begins: the text checked, the Pod before it gone, the new one created."""

import asyncio
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone

from podlab.cluster import Cluster, Conflict, NotFound, Refused, connect
from podlab.pods.errors import InvalidManifest
from podlab.pods.manifest import Document, Manifest
from podlab.sandbox.compose.checking import problems_of_refusal, read_manifest
from podlab.sandbox.models import PodRun
from podlab.sandbox.runs.ending import REPLACED, RESOURCES, stop
from podlab.sandbox.runs.guests import Guest

MANAGED_BY = {"app.kubernetes.io/managed-by": "podlab"}
SECONDS_OF_A_DOUBLE_CLICK = 3


async def start(guest: Guest, text: str) -> PodRun:
    """Run the text's Pod, in place of the session's Pod before it.

    1. Read and validate the text: nothing is touched when it is wrong.
    2. Let the server say what it would refuse: the Pod before it goes on when it refuses.
    3. Stop the Pod before it, and wait until it is gone.
    4. Take the session's place in the database: of two clicks one wins.
    5. Create what the text names, the Pod last; when one is refused, take back the others.

    Raises InvalidManifest (the learner's), ClusterUnavailable (the world's), StillThere.
    """
    manifest = await asyncio.to_thread(read_manifest, text, guest.namespace)
    before = await PodRun.objects.of_guest(guest).whole().current().afirst()
    if before and is_double_click(before, text):
        return before
    cluster = await connect()
    await cluster.ensure_namespace(guest.namespace, MANAGED_BY)
    await rehearse(cluster, guest, manifest)
    if before:
        await stop(before, REPLACED)
    try:
        run = await PodRun.objects.acreate(**fields_of(guest, manifest, text))
    except IntegrityError:  # the other click won
        return await PodRun.objects.of_guest(guest).whole().current().aget()
    await create_all(cluster, run, manifest)
    return run


def is_double_click(before: PodRun, text: str) -> bool:
    """The same text again, at once."""
    age = timezone.now() - before.created_at
    return before.manifest == text and age < timedelta(seconds=SECONDS_OF_A_DOUBLE_CLICK)


def fields_of(guest: Guest, manifest: Manifest, text: str) -> dict[str, object]:
    now = timezone.now()
    return {
        "owner_key": guest.key,
        "namespace": guest.namespace,
        "name": pod_of(manifest).object["metadata"]["name"],
        "manifest": text,
        "created_at": now,
        "expires_at": now + timedelta(minutes=settings.PODLAB_RUN_MINUTES),
    }


async def rehearse(cluster: Cluster, guest: Guest, manifest: Manifest) -> None:
    """Ask the server what it would say. That an object is there already comes after its checks."""
    for document in pod_last(manifest):
        try:
            await cluster.create(
                RESOURCES[document.kind], guest.namespace, document.object, dry_run=True
            )
        except Conflict:
            continue
        except Refused as refused:
            raise InvalidManifest(problems_of_refusal(refused, document)) from refused


async def create_all(cluster: Cluster, run: PodRun, manifest: Manifest) -> None:
    """Create the objects; a refusal takes back what was created, and the run itself."""
    created: list[Document] = []
    warnings: list[str] = []
    for document in pod_last(manifest):
        try:
            made = await cluster.create(RESOURCES[document.kind], run.namespace, document.object)
        except Conflict as conflict:
            if document.kind == "PersistentVolumeClaim":
                continue  # an earlier run's, with what it keeps
            await take_back(cluster, run, created)
            raise InvalidManifest(problems_of_refusal(conflict, document)) from conflict
        except Refused as refused:
            await take_back(cluster, run, created)
            raise InvalidManifest(problems_of_refusal(refused, document)) from refused
        created.append(document)
        warnings += made.warnings
        run.pod_uid = made.object["metadata"]["uid"]
    run.started_at = timezone.now()
    run.warnings = "\n".join(warnings)
    await run.asave(update_fields=["pod_uid", "started_at", "warnings"])


async def take_back(cluster: Cluster, run: PodRun, created: list[Document]) -> None:
    for document in created:
        try:
            await cluster.delete(
                RESOURCES[document.kind], run.namespace, document.object["metadata"]["name"], 0
            )
        except NotFound:
            continue
    await run.adelete()


def pod_of(manifest: Manifest) -> Document:
    return next(document for document in manifest.documents if document.kind == "Pod")


def pod_last(manifest: Manifest) -> list[Document]:
    """What the Pod needs, then the Pod."""
    return sorted(manifest.documents, key=lambda document: document.kind == "Pod")
