"""Running a Pod's containers apart from it, and ending them; and what is seen of both sides."""

import json

from django.db import IntegrityError
from django.utils import timezone

from podlab.cluster import Refused, connect
from podlab.pods.manifest import parse_manifest
from podlab.pods.objects import JsonObject
from podlab.sandbox import reading
from podlab.sandbox.apart.differences import Seen
from podlab.sandbox.apart.separating import separate_pods
from podlab.sandbox.live.hub import hub
from podlab.sandbox.models import PodRun
from podlab.sandbox.picture import pod_view
from podlab.sandbox.runs.ending import remove_apart


async def take_apart(run: PodRun) -> None:
    """Run each container of the Pod by itself, those that do not run so already.

    Raises Refused with the server's sentence, and takes back what was begun; ClusterUnavailable.
    """
    documents = parse_manifest(run.manifest).documents
    pod = next(each.object for each in documents if each.kind == "Pod")
    cluster = await connect()
    for container, alone in separate_pods(pod):
        try:
            part = await PodRun.objects.acreate(**fields_of(run, container, alone))
        except IntegrityError:  # it runs already
            continue
        try:
            made = await cluster.create("pods", run.namespace, alone)
        except Refused:
            await part.adelete()
            await remove_apart(run)
            raise
        part.pod_uid = made.object["metadata"]["uid"]
        part.started_at = timezone.now()
        await part.asave(update_fields=["pod_uid", "started_at"])


def fields_of(run: PodRun, container: str, alone: JsonObject) -> dict[str, object]:
    return {
        "owner_key": run.owner_key,
        "namespace": run.namespace,
        "name": alone["metadata"]["name"],
        "manifest": json.dumps(alone, indent=2),
        "expires_at": run.expires_at,
        "apart_from": run,
        "container": container,
    }


async def parts_of(run: PodRun) -> list[PodRun]:
    """The containers that run apart from the Pod, in the Pod's order."""
    return [part async for part in run.apart.current().order_by("created_at")]


async def seen_of(run: PodRun) -> Seen | None:
    """What is known of one Pod now; None while it is not there. Raises ClusterUnavailable."""
    async with hub().watching(run) as topic:
        await topic.warm()
        pod = topic.pod or await reading.pod_of(run)
        if pod is None:
            return None
        activity = topic.activity.activity()
    return Seen(pod_view(pod, activity), activity)
