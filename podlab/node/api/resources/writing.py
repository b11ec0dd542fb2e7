"""create, update and patch."""

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.answers import object_response
from podlab.node.api.context import ApiContext
from podlab.node.api.errors import ApiError, forbidden
from podlab.node.api.patch.applying import read_patch
from podlab.node.api.requests.body import read_object
from podlab.node.api.requests.options import field_validation, is_dry_run
from podlab.node.api.requests.target import Target
from podlab.node.api.resources.decoding import decode_patched, decode_typed
from podlab.node.api.resources.dry_run import pretended
from podlab.node.api.resources.preparation import prepare_new, prepare_update
from podlab.node.store import Conflict, NotFound
from podlab.pods.objects import JsonObject

ATTEMPTS = 5  # of a patch that names no version, when others write at the same time


async def create_object(request: Request, context: ApiContext, target: Target) -> Response:
    """POST: decode, default, validate, admit, store."""
    validation, dry_run = field_validation(request), is_dry_run(request)
    sent = await read_object(request)
    typed = decode_typed(target, sent, validation)
    _check_namespace(context, target, typed.object)
    new = prepare_new(context, target, typed)
    if dry_run:
        stored = pretended(context.store, target.resource, new.object)
    else:
        stored = context.store.create(target.resource, new.object)
    return object_response(request, target.kind, stored, 201, new.warnings)


async def update_object(request: Request, context: ApiContext, target: Target) -> Response:
    """PUT: replace what exists; a resourceVersion in the body must be the latest."""
    validation, dry_run = field_validation(request), is_dry_run(request)
    typed = decode_typed(target, await read_object(request), validation)
    old = context.store.get(target.resource, target.namespace, target.name)
    _check_identity(target, typed.object, old)
    new = prepare_update(context, target, typed, old)
    stored = new.object if dry_run else context.store.update(target.resource, new.object)
    return object_response(request, target.kind, stored, 200, new.warnings)


async def patch_object(request: Request, context: ApiContext, target: Target) -> Response:
    """PATCH: the same as an update of the object as it is now, changed by the patch."""
    validation, dry_run = field_validation(request), is_dry_run(request)
    patch = await read_patch(request, target.kind)
    for attempt in range(ATTEMPTS):
        old = context.store.get(target.resource, target.namespace, target.name)
        patched = patch.apply(old)
        typed = decode_patched(target, patched, validation)
        _check_identity(target, typed.object, old)
        new = prepare_update(context, target, typed, old)
        if dry_run:
            return object_response(request, target.kind, new.object, 200, new.warnings)
        try:
            stored = context.store.update(target.resource, new.object)
        except Conflict:
            if attempt + 1 == ATTEMPTS:
                raise
        else:
            break
    return object_response(request, target.kind, stored, 200, new.warnings)


def _check_namespace(context: ApiContext, target: Target, obj: JsonObject) -> None:
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


def _check_identity(target: Target, new: JsonObject, old: JsonObject) -> None:
    for name in ("uid", "resourceVersion"):
        wanted = new["metadata"].get(name)
        if wanted and wanted != old["metadata"][name]:
            raise Conflict(target.resource, target.name)
