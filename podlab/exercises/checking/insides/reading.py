"""Reading namespaces, from the watching where that knows them, and images."""

from podlab.cluster import NotFound, Refused, connect
from podlab.exercises.checking.insides.images import Image
from podlab.exercises.checking.insides.running import run_in
from podlab.exercises.checking.pods.statuses import status_of
from podlab.exercises.checking.verdicts import CannotCheck
from podlab.pods.objects import JsonObject
from podlab.sandbox.live.hub import hub
from podlab.sandbox.models import PodRun

IMAGE = "/apis/checks.podlab/v1/namespaces/{namespace}/pods/{name}/image"
SECONDS_TO_SEARCH = 60.0
NO_SHELL = (126, 127)
PATH = "/apis/observation.podlab/v1/namespaces/{namespace}/pods/{name}/namespaces"


async def inode_of(run: PodRun | None, pod: JsonObject, container: str, kind: str) -> int | None:
    """A container's namespace, or the pause container's where none is named."""
    known = known_inode(run, pod, container, kind)
    return known if known is not None else await asked_inode(pod, container, kind)


def known_inode(run: PodRun | None, pod: JsonObject, container: str, kind: str) -> int | None:
    """What was seen of this very attempt; None when that is nothing."""
    topic = hub().known(run.uid) if run else None
    status = status_of(pod, container) if container else {}
    if topic is None or status is None:
        return None
    known_id = str(status.get("containerID") or "")
    for each in topic.activity.activity().namespaces:
        if (each.container or "") == container and known_id.endswith(
            each.container_id if container else ""
        ):
            return each.inodes.get(kind)
    return None


async def asked_inode(pod: JsonObject, container: str, kind: str) -> int | None:
    """What node says; raises CannotCheck where the cluster tells no such thing."""
    cluster, place = await connect(), pod["metadata"]
    try:
        told = await cluster.read(PATH.format(**place))
    except NotFound:
        return None
    except Refused as refused:
        raise CannotCheck(refused.message) from refused
    if not container:
        return told["pause"]["namespaces"].get(kind) if told.get("pause") else None
    found: JsonObject = next(
        (each["namespaces"] for each in told["containers"] if each["name"] == container), {}
    )
    return found.get(kind)


async def image_of(pod: JsonObject, container: str, secret: str, *, shell: bool) -> Image:
    """What its image is made of; raises CannotCheck, ClusterError."""
    cluster = await connect()
    body = {"container": container, "search": secret}
    try:
        seen = await cluster.post(IMAGE.format(**pod["metadata"]), body, SECONDS_TO_SEARCH)
    except Refused as refused:
        raise CannotCheck(refused.message) from refused
    has_shell = await has_a_shell(pod, container) if shell else None
    return Image(seen["size"], seen["user"], seen["layers"], has_shell, seen["found"])


async def has_a_shell(pod: JsonObject, container: str) -> bool:
    """Whether `sh` can be run in it."""
    try:
        ran = await run_in(pod, container, ["sh", "-c", ":"])
    except CannotCheck:
        return False
    if ran.code is None:
        raise CannotCheck(ran.problem)
    return ran.code not in NO_SHELL
