"""PATCH of type apply: server-side apply."""

import asyncio
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from podlab.node.api.answers import object_response
from podlab.node.api.context import ApiContext
from podlab.node.api.errors import ApiError, bad_request
from podlab.node.api.kinds import PODS
from podlab.node.api.ownership.tracking import kind_of, now
from podlab.node.api.ownership.writer import applier, is_forced
from podlab.node.api.preparation.adopting import create_pod
from podlab.node.api.requests.body import Decoded, decode_json, decode_yaml, read_limited
from podlab.node.api.requests.options import FieldValidation, field_validation, is_dry_run
from podlab.node.api.requests.target import Target
from podlab.node.api.resources.decoding import Typed, decode_typed, without_unknown
from podlab.node.api.resources.dry_run import pretended
from podlab.node.api.resources.identity import check_identity, check_namespace
from podlab.node.api.resources.preparation import prepare_new, prepare_update
from podlab.node.store import AlreadyExists, Conflict, NotFound
from podlab.pods.decoding import structure_errors
from podlab.pods.objects import JsonObject
from podlab.pods.ownership import (
    Apply,
    ApplyConflict,
    Managers,
    apply_config,
    owners_of,
    schema_errors,
    with_managers,
)

ATTEMPTS = 5  # when others write at the same time


@dataclass(frozen=True)
class Done:
    """The object after an apply, and how to answer."""

    object: JsonObject
    code: int
    warnings: tuple[str, ...]


async def apply_object(request: Request, context: ApiContext, target: Target) -> Response:
    """Merge a configuration into the object, or make the object; raises ApiError 409."""
    manager, force = applier(request, target), is_forced(request)
    sent = await read_config(request)
    config = _typed(target, sent, field_validation(request))
    apply = Apply(kind_of(target), manager, config.object, now(), force)
    done = apply_repeatedly(request, context, target, apply, config.warnings)
    return object_response(request, target.kind, done.object, done.code, done.warnings)


def apply_repeatedly(
    request: Request,
    context: ApiContext,
    target: Target,
    apply: Apply,
    warnings: tuple[str, ...] = (),
) -> Done:
    """Apply again while others write at the same time, unless a version is asked for."""
    for _ in range(ATTEMPTS):
        try:
            return _apply_once(request, context, target, apply, warnings)
        except (AlreadyExists, Conflict) as raced:
            if apply.config["metadata"].get("resourceVersion"):
                raise
            latest = raced
    raise latest


def _apply_once(
    request: Request,
    context: ApiContext,
    target: Target,
    apply: Apply,
    warnings: tuple[str, ...],
) -> Done:
    old = _find(context, target)
    merged, managers = _merged(apply, old)
    typed = Typed(without_unknown(target.kind, merged, "Ignore").object, warnings)
    if old is None:
        check_namespace(context, target, typed.object)
        new = prepare_new(context, target, typed)
        made = with_managers(new.object, managers)
        if is_dry_run(request):
            stored = pretended(context.store, target.resource, made)
        elif target.kind is PODS:
            stored = create_pod(context, made, generated=False)
        else:
            stored = context.store.create(target.resource, made)
        return Done(stored, 201, tuple(new.warnings))
    check_identity(target, typed.object, old)
    new = prepare_update(context, target, typed, old)
    changed = with_managers(new.object, managers)
    if _timeless(changed) == _timeless(old):
        changed = old
    elif not is_dry_run(request):
        changed = context.store.update(target.resource, changed)
    return Done(changed, 200, tuple(new.warnings))


def _find(context: ApiContext, target: Target) -> JsonObject | None:
    try:
        return context.store.get(target.resource, target.namespace, target.name)
    except NotFound:
        if target.subresource:
            raise
        return None


def _merged(apply: Apply, old: JsonObject | None) -> tuple[JsonObject, Managers]:
    try:
        done = apply_config(apply, old, owners_of(old) if old else {})
    except ApplyConflict as conflict:
        causes = [
            {"reason": "FieldManagerConflict", "message": each.message, "field": each.field}
            for each in conflict.conflicts
        ]
        raise ApiError(409, "Conflict", str(conflict), {"causes": causes}) from conflict
    return done.object, done.managers


async def read_config(request: Request) -> Decoded:
    body = await read_limited(request)
    if body.lstrip()[:1] == b"{":
        return decode_json(body)
    return await asyncio.to_thread(decode_yaml, body)


def _typed(target: Target, sent: Decoded, validation: FieldValidation) -> Typed:
    """The configuration, all of whose fields have a place in the schema."""
    typed = decode_typed(target, Decoded(sent.object), "Ignore")
    if typed.object["metadata"].pop("managedFields", None):
        raise bad_request("metadata.managedFields must be nil")
    wrong = list(schema_errors(kind_of(target).part, sent.object))
    unknown = [] if wrong else structure_errors(target.kind.kind, sent.object).unknown
    wrong += [f".{path}: field not declared in schema" for path in unknown]
    if wrong:
        place = f"{target.namespace}/{target.name}"
        version = f"{target.kind.group}/{target.kind.version}, Kind={target.kind.kind}"
        listed = wrong[0] if len(wrong) == 1 else "\n  ".join(["errors:", *wrong])
        why = f"failed to create typed patch object ({place}; {version}): {listed}"
        raise bad_request(why)
    doubles = tuple(f'duplicate field "{name}"' for name in sent.duplicates)
    if doubles and validation == "Strict":
        raise bad_request(f"error strict decoding YAML: {', '.join(doubles)}")
    return Typed(typed.object, doubles if validation == "Warn" else ())


def _timeless(obj: JsonObject) -> JsonObject:
    entries = [{**entry, "time": ""} for entry in obj["metadata"].get("managedFields") or []]
    return {**obj, "metadata": {**obj["metadata"], "managedFields": entries}}
