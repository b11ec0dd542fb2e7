"""How many replicas a Deployment or ReplicaSet has, as an object of its own: the Scale."""

from collections.abc import Callable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.answers import object_response
from podlab.node.api.context import ApiContext
from podlab.node.api.errors import invalid
from podlab.node.api.kinds import SCALES
from podlab.node.api.ownership.scaling import apply_scale
from podlab.node.api.ownership.tracking import tracked_update
from podlab.node.api.patch.applying import is_apply, read_patch
from podlab.node.api.requests.body import read_object
from podlab.node.api.requests.options import field_validation, is_dry_run
from podlab.node.api.requests.target import Target
from podlab.node.api.resources.decoding import decode_patched, decode_typed
from podlab.node.api.resources.identity import check_identity
from podlab.pods.objects import JsonObject
from podlab.pods.validation.sentences import not_negative
from podlab.workloads.objects import scale_of, scaled


async def serve_scale(request: Request, context: ApiContext, target: Target) -> Response:
    """GET, PUT and PATCH of …/scale."""
    asked = replace(target, kind=SCALES)
    if request.method == "PUT":
        sent = decode_typed(asked, await read_object(request), field_validation(request)).object
        stored = _write(request, context, target, lambda _: sent)
    elif request.method == "PATCH" and is_apply(request):
        return await apply_scale(request, context, target)
    elif request.method == "PATCH":
        patch, validation = await read_patch(request, SCALES), field_validation(request)
        stored = _write(
            request,
            context,
            target,
            lambda scale: decode_patched(asked, patch.apply(scale), validation).object,
        )
    else:
        stored = context.store.get(target.resource, target.namespace, target.name)
    return object_response(request, SCALES, scale_of(stored))


def _write(
    request: Request,
    context: ApiContext,
    target: Target,
    change: Callable[[JsonObject], JsonObject],
) -> JsonObject:
    """The object with another number of replicas; raises ApiError 422, and Conflict."""

    def edit(obj: JsonObject) -> JsonObject:
        scale = change(scale_of(obj))
        check_identity(target, scale, obj)
        errors = not_negative("spec.replicas", (scale.get("spec") or {}).get("replicas") or 0)
        if errors:
            raise invalid(SCALES.kind, target.name, errors, SCALES.group)
        return tracked_update(request, target, scale, obj, scaled(obj, scale))

    place = (target.resource, target.namespace, target.name)
    if is_dry_run(request):
        return edit(context.store.get(*place))
    return context.store.change(*place, edit)
