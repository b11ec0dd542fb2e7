"""create, update and patch."""

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.answers import object_response
from podlab.node.api.context import ApiContext
from podlab.node.api.kinds import PODS
from podlab.node.api.ownership.applying import apply_object
from podlab.node.api.ownership.tracking import tracked_new, tracked_update
from podlab.node.api.patch.applying import is_apply, read_patch
from podlab.node.api.preparation.adopting import create_pod
from podlab.node.api.requests.body import Decoded, read_object
from podlab.node.api.requests.options import field_validation, is_dry_run
from podlab.node.api.requests.target import Target
from podlab.node.api.resources.decoding import decode_patched, decode_typed
from podlab.node.api.resources.dry_run import pretended
from podlab.node.api.resources.identity import check_identity, check_namespace
from podlab.node.api.resources.preparation import prepare_new, prepare_update
from podlab.node.store import Conflict

ATTEMPTS = 5  # of a patch that names no version, when others write at the same time


async def create_object(request: Request, context: ApiContext, target: Target) -> Response:
    """POST: decode, default, validate, admit, store."""
    return store_new(request, context, target, await read_object(request))


def store_new(request: Request, context: ApiContext, target: Target, sent: Decoded) -> Response:
    """What a POST does with the object that was sent."""
    validation, dry_run = field_validation(request), is_dry_run(request)
    typed = decode_typed(target, sent, validation)
    check_namespace(context, target, typed.object)
    new = prepare_new(context, target, typed)
    owned = tracked_new(request, target, new.object)
    if dry_run:
        stored = pretended(context.store, target.resource, owned)
    elif target.kind is PODS:
        generated = not typed.object["metadata"].get("name")
        stored = create_pod(context, owned, generated=generated)
    else:
        stored = context.store.create(target.resource, owned)
    return object_response(request, target.kind, stored, 201, new.warnings)


async def update_object(request: Request, context: ApiContext, target: Target) -> Response:
    """PUT: replace what exists; a resourceVersion in the body must be the latest."""
    validation, dry_run = field_validation(request), is_dry_run(request)
    typed = decode_typed(target, await read_object(request), validation)
    old = context.store.get(target.resource, target.namespace, target.name)
    check_identity(target, typed.object, old)
    new = prepare_update(context, target, typed, old)
    owned = tracked_update(request, target, typed.object, old, new.object)
    stored = owned if dry_run else context.store.update(target.resource, owned)
    return object_response(request, target.kind, stored, 200, new.warnings)


async def patch_object(request: Request, context: ApiContext, target: Target) -> Response:
    """PATCH: the same as an update of the object as it is now, changed by the patch."""
    if is_apply(request):
        return await apply_object(request, context, target)
    validation, dry_run = field_validation(request), is_dry_run(request)
    patch = await read_patch(request, target.kind)
    for attempt in range(ATTEMPTS):
        old = context.store.get(target.resource, target.namespace, target.name)
        patched = patch.apply(old)
        typed = decode_patched(target, patched, validation)
        check_identity(target, typed.object, old)
        new = prepare_update(context, target, typed, old)
        owned = tracked_update(request, target, typed.object, old, new.object)
        if dry_run:
            return object_response(request, target.kind, owned, 200, new.warnings)
        try:
            stored = context.store.update(target.resource, owned)
        except Conflict:
            if attempt + 1 == ATTEMPTS:
                raise
        else:
            break
    return object_response(request, target.kind, stored, 200, new.warnings)
