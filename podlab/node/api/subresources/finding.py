"""The Pod and the container that a log or a process belongs to."""

from podlab.node.api.context import ApiContext
from podlab.node.api.errors import bad_request
from podlab.pods.objects import JsonObject

LISTS = ("containers", "initContainers", "ephemeralContainers")


def find_container(context: ApiContext, namespace: str, name: str, wanted: str) -> tuple[str, str]:
    """The Pod's uid and the container's name; raises NotFound, or ApiError 400 for a bad choice."""
    pod = context.store.get("pods", namespace, name)
    mains = [each["name"] for each in pod["spec"].get("containers") or []]
    if not wanted and len(mains) > 1:
        choices = " ".join(mains)
        message = f"a container name must be specified for pod {name}, choose one of: [{choices}]"
        raise bad_request(message)
    container = wanted or mains[0]
    if container not in _all_names(pod):
        raise bad_request(f"container {container} is not valid for pod {name}")
    return pod["metadata"]["uid"], container


def _all_names(pod: JsonObject) -> set[str]:
    return {each["name"] for part in LISTS for each in pod["spec"].get(part) or []}
