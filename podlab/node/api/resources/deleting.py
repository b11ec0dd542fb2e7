"""delete and deletecollection: a Pod goes with grace, nothing before its last finalizer."""

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.answers import json_response, list_response, object_response
from podlab.node.api.context import ApiContext
from podlab.node.api.errors import bad_request, details_of, forbidden
from podlab.node.api.kinds import NAMESPACES, PODS
from podlab.node.api.requests.deletion import DeleteOptions, check_preconditions, delete_options
from podlab.node.api.requests.target import Target
from podlab.node.api.resources.reading import select, selector_of
from podlab.node.housekeeping.namespaces import terminate_namespace
from podlab.node.objects.deleting import delete
from podlab.node.store import Listing, NotFound, Store
from podlab.pods.objects import JsonObject

UNDELETABLE = ("default",)


async def delete_object(request: Request, context: ApiContext, target: Target) -> Response:
    """DELETE of one object; the answer is the object while something holds it, else a Status."""
    options = await delete_options(request)
    obj = context.store.get(target.resource, target.namespace, target.name)
    check_preconditions(target, options, obj)
    if target.kind is NAMESPACES and target.name in UNDELETABLE:
        raise forbidden(target.kind, target.name, "this namespace may not be deleted")
    gone = obj if options.dry_run else _delete(context.store, target, obj, options)
    if target.kind in (PODS, NAMESPACES) or _is_there(context.store, target, obj):
        return object_response(request, target.kind, gone)
    details = {**details_of(target.kind, target.name), "uid": obj["metadata"]["uid"]}
    return json_response(
        {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Success",
            "details": details,
        }
    )


async def delete_collection(request: Request, context: ApiContext, target: Target) -> Response:
    """DELETE of everything that the selectors match in one namespace."""
    if not target.namespace:
        raise bad_request("deletecollection needs a namespace in the path")
    options = await delete_options(request)
    found = select(context, target, selector_of(request, target))
    gone = []
    for obj in found.items:
        one = Target(target.kind, target.namespace, obj["metadata"]["name"], "")
        check_preconditions(one, options, obj)
        gone.append(obj if options.dry_run else _delete(context.store, one, obj, options))
    version = context.store.resource_version
    return list_response(request, target.kind, Listing(gone, version))


def _is_there(store: Store, target: Target, obj: JsonObject) -> bool:
    """Whether something holds the object that was deleted."""
    try:
        now = store.get(target.resource, target.namespace, target.name)
    except NotFound:
        return False
    same: bool = now["metadata"]["uid"] == obj["metadata"]["uid"]
    return same and "deletionTimestamp" in now["metadata"]


def _delete(store: Store, target: Target, obj: JsonObject, options: DeleteOptions) -> JsonObject:
    if target.kind is NAMESPACES:
        return terminate_namespace(store, target.name)
    return delete(store, target.resource, obj, options.grace, options.propagation)
