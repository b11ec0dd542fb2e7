"""What has to be true of the stored objects before one is written."""

from podlab.node.api.context import ApiContext
from podlab.node.api.errors import ApiError, forbidden
from podlab.node.api.requests.target import Target
from podlab.node.store import Conflict, NotFound
from podlab.pods.objects import JsonObject


def check_namespace(context: ApiContext, target: Target, obj: JsonObject) -> None:
    """A namespace takes new objects while it exists and does not end."""
    if not target.namespace:
        return
    try:
        namespace = context.store.get("namespaces", "", target.namespace)
    except NotFound:
        details = {"name": target.namespace, "kind": "namespaces"}
        message = f'namespaces "{target.namespace}" not found'
        raise ApiError(404, "NotFound", message, details) from None
    if namespace.get("status", {}).get("phase") == "Terminating":
        why = (
            f"unable to create new content in namespace {target.namespace}"
            " because it is being terminated"
        )
        raise forbidden(target.kind, obj["metadata"].get("name", ""), why)


def check_identity(target: Target, new: JsonObject, old: JsonObject) -> None:
    """A uid or resourceVersion that was sent along is that of the stored object."""
    for name in ("uid", "resourceVersion"):
        wanted = new["metadata"].get(name)
        if wanted and wanted != old["metadata"][name]:
            raise Conflict(target.resource, target.name)
