"""Server-side apply of a Scale: who applies it owns the number of replicas, and nothing else."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.answers import object_response
from podlab.node.api.context import ApiContext
from podlab.node.api.errors import invalid
from podlab.node.api.kinds import SCALES
from podlab.node.api.ownership.applying import apply_repeatedly, read_config
from podlab.node.api.ownership.tracking import kind_of, now
from podlab.node.api.ownership.writer import applier, is_forced
from podlab.node.api.requests.options import field_validation
from podlab.node.api.requests.target import Target
from podlab.node.api.resources.decoding import decode_typed
from podlab.pods.objects import JsonObject
from podlab.pods.ownership import Apply
from podlab.pods.validation.sentences import not_negative
from podlab.workloads.objects import scale_of


async def apply_scale(request: Request, context: ApiContext, target: Target) -> Response:
    """PATCH of …/scale with a configuration; raises ApiError 409 where others own the number."""
    manager, force = applier(request, target), is_forced(request)
    sent = await read_config(request)
    asked = decode_typed(replace(target, kind=SCALES), sent, field_validation(request))
    wanted = (asked.object.get("spec") or {}).get("replicas") or 0
    if errors := not_negative("spec.replicas", wanted):
        raise invalid(SCALES.kind, target.name, errors, SCALES.group)
    config = _whole(target, asked.object["metadata"], wanted)
    apply = Apply(kind_of(target), manager, config, now(), force)
    done = apply_repeatedly(request, context, target, apply, tuple(asked.warnings))
    return object_response(request, SCALES, scale_of(done.object), done.code, done.warnings)


def _whole(target: Target, metadata: JsonObject, replicas: int) -> JsonObject:
    """What the Scale says, as a configuration of the object that it belongs to."""
    kept = ("name", "namespace", "uid", "resourceVersion")
    return {
        "apiVersion": target.kind.api_version,
        "kind": target.kind.kind,
        "metadata": {name: metadata[name] for name in kept if name in metadata},
        "spec": {"replicas": replicas},
    }
