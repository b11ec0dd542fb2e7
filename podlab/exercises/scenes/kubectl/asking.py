"""The action `kubectl`: one command after the other, each with what it says."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from django.utils import timezone

from podlab.cluster import Cluster, Refused, connect
from podlab.curriculum.format.steps import Kubectl
from podlab.exercises.places import Place
from podlab.exercises.scenes.actions.reports import MOST_SHOWN, Did
from podlab.exercises.scenes.kubectl.telling import described, get_table
from podlab.exercises.scenes.scene import Scene
from podlab.pods.objects import JsonObject

LINES_OF_A_LOG = "20"
Say = Callable[[Cluster, Scene, Place], Awaitable[tuple[str, str]]]


async def ask_kubectl(scene: Scene, place: Place, action: Kubectl) -> Did:
    """What each command says; a refusal is an answer as well, in kubectl's words."""
    cluster = await connect()
    said = [await SAYS[verb](cluster, scene, place) for verb in action.show]
    first, answer = said[0]
    rest = [f"\n$ {typed}\n{told}" for typed, told in said[1:]]
    return Did(kubectl=first, stdout="\n".join([answer, *rest])[:MOST_SHOWN])


async def get(_cluster: Cluster, scene: Scene, place: Place) -> tuple[str, str]:
    """The unit's Pods in a table."""
    pods = await scene.pods(place.unit)
    names = " ".join(pod["metadata"]["name"] for pod in pods)
    table = get_table(pods, timezone.now()) if pods else "No resources found"
    return f"kubectl -n {scene.namespace} get pod {names}".rstrip(), table


async def describe(cluster: Cluster, scene: Scene, place: Place) -> tuple[str, str]:
    """What `kubectl describe` tells of the unit's first Pod."""
    pod = await pod_of(scene, place)
    name = pod["metadata"]["name"]
    about = f"involvedObject.name={name},involvedObject.uid={pod['metadata']['uid']}"
    events = await cluster.list("events", scene.namespace, fieldSelector=about)
    told = described(pod, events["items"], timezone.now())
    return f"kubectl -n {scene.namespace} describe pod {name}", told


async def logs(
    cluster: Cluster, scene: Scene, place: Place, *, previous: bool = False
) -> tuple[str, str]:
    """The end of a container's log, of this attempt or of the one before."""
    pod = await pod_of(scene, place)
    name = pod["metadata"]["name"]
    container = place.container or pod["spec"]["containers"][0]["name"]
    query = {"tailLines": LINES_OF_A_LOG, **({"previous": "true"} if previous else {})}
    typed = f"kubectl -n {scene.namespace} logs {name} -c {container}"
    try:
        told = await cluster.read_log(scene.namespace, name, container, **query)
    except Refused as refused:
        told = f"Error from server ({refused.reason or 'BadRequest'}): {refused.message}"
    return f"{typed}{' --previous' if previous else ''}", told.rstrip("\n")


async def pod_of(scene: Scene, place: Place) -> JsonObject:
    """Raises Refused when there is none."""
    pod = await scene.pod(place.unit)
    if pod is None:
        name = scene.units[place.unit].name
        raise Refused(f'pods "{name}" not found', "NotFound")
    return pod


SAYS: Mapping[str, Say] = {
    "get": get,
    "describe": describe,
    "logs": logs,
    "previous": partial(logs, previous=True),
}
