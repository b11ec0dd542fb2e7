"""delete and deletecollection: a Pod goes with grace, everything else at once."""

import json
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.answers import json_response, list_response, object_response
from podlab.node.api.context import ApiContext
from podlab.node.api.errors import bad_request, details_of, forbidden
from podlab.node.api.kinds import NAMESPACES, PODS
from podlab.node.api.requests.body import decode_json, read_limited
from podlab.node.api.requests.options import is_dry_run, whole_number
from podlab.node.api.requests.target import Target
from podlab.node.api.resources.reading import select, selector_of
from podlab.node.housekeeping.namespaces import terminate_namespace
from podlab.node.objects.deleting import delete
from podlab.node.store import Conflict, Listing, Store
from podlab.pods.objects import JsonObject

UNDELETABLE = ("default",)


@dataclass(frozen=True)
class DeleteOptions:
    """How something is to be deleted; propagationPolicy is moot, as nothing owns anything."""

    grace: int | None = None  # seconds; None: what the Pod says
    uid: str = ""
    resource_version: str = ""
    dry_run: bool = False


async def delete_object(request: Request, context: ApiContext, target: Target) -> Response:
    """DELETE of one object; the answer is the object while it still stops, else a Status."""
    options = await _read_options(request)
    obj = context.store.get(target.resource, target.namespace, target.name)
    _check_preconditions(target, options, obj)
    if target.kind is NAMESPACES and target.name in UNDELETABLE:
        raise forbidden(target.kind, target.name, "this namespace may not be deleted")
    gone = obj if options.dry_run else _delete(context.store, target, obj, options)
    if target.kind in (PODS, NAMESPACES):
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
    options = await _read_options(request)
    found = select(context, target, selector_of(request, target))
    gone = []
    for obj in found.items:
        one = Target(target.kind, target.namespace, obj["metadata"]["name"], "")
        _check_preconditions(one, options, obj)
        gone.append(obj if options.dry_run else _delete(context.store, one, obj, options))
    version = context.store.resource_version
    return list_response(request, target.kind, Listing(gone, version))


def _delete(store: Store, target: Target, obj: JsonObject, options: DeleteOptions) -> JsonObject:
    if target.kind is NAMESPACES:
        return terminate_namespace(store, target.name)
    return delete(store, target.resource, obj, options.grace)


def _check_preconditions(target: Target, options: DeleteOptions, obj: JsonObject) -> None:
    metadata = obj["metadata"]
    if options.uid not in ("", metadata["uid"]):
        raise Conflict(target.resource, target.name)
    if options.resource_version not in ("", metadata["resourceVersion"]):
        raise Conflict(target.resource, target.name)


async def _read_options(request: Request) -> DeleteOptions:
    body = await read_limited(request)
    sent = decode_json(body).object if body.strip() else {}
    preconditions = sent.get("preconditions") or {}
    grace = sent.get("gracePeriodSeconds")
    if grace is None:
        grace = whole_number(request, "gracePeriodSeconds")
    valid = isinstance(preconditions, dict) and (grace is None or type(grace) is int)
    if not valid:
        raise bad_request(f"the body is no DeleteOptions: {json.dumps(sent)[:200]}")
    return DeleteOptions(
        grace=grace,
        uid=str(preconditions.get("uid") or ""),
        resource_version=str(preconditions.get("resourceVersion") or ""),
        dry_run=is_dry_run(request) or bool(sent.get("dryRun")),
    )
