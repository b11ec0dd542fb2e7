"""Server-side apply: a configuration is all that its manager wants, and no more than that."""

import json
from dataclasses import dataclass
from typing import Any

from podlab.pods.objects import JsonObject
from podlab.pods.ownership.conflicts import ApplyConflict, Conflict
from podlab.pods.ownership.fields.comparing import Differences, compare, field_set
from podlab.pods.ownership.fields.merging import merge, remove
from podlab.pods.ownership.fields.parts import Part
from podlab.pods.ownership.fields.paths import NOTHING, FieldSet, with_parents
from podlab.pods.ownership.managers import Manager, Managers, Owned, give, take
from podlab.pods.ownership.tracking import Kind, plain, track_update

BEFORE = "before-first-apply"
KUBECTL = "kubectl"  # the manager that takes over what client-side apply wrote
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


@dataclass(frozen=True)
class Applied:
    """The object that an apply leaves, and its owners."""

    object: JsonObject
    managers: Managers


@dataclass(frozen=True)
class Apply:
    """One apply: who wants what."""

    kind: Kind
    manager: Manager
    config: JsonObject
    now: str
    force: bool = False


def apply_config(apply: Apply, live: JsonObject | None, managers: Managers) -> Applied:
    """Merge a configuration into the object (None: there is none yet); raises ApplyConflict."""
    current = plain(live or apply.kind.fresh)
    if live is not None and not managers:
        before = Manager(BEFORE, "Update", apply.manager.api_version)
        managers = track_update(apply.kind, apply.kind.fresh, live, {}, before, apply.now)
    try:
        done = _apply(apply, current, managers, apply.force)
    except ApplyConflict as conflict:
        _refuse_other_than(conflict, _taken_over(apply, current))
        done = _apply(apply, current, managers, force=True)
    return Applied(_with_last_applied(apply, done.object), done.managers)


def _apply(apply: Apply, live: JsonObject, managers: Managers, force: bool) -> Applied:
    part, manager = apply.kind.part, apply.manager
    last = managers.get(manager, Owned())
    wishes = field_set(part, apply.config)
    wanted = apply.kind.ownable(wishes)
    given = give(managers, manager, Owned(wanted, last.time))
    merged = merge(part, live, apply.config)
    owned = wishes.union(*(each.fields for each in given.values()))
    new = _prune(part, merged, last.fields, owned) if last.fields else merged
    changes = compare(part, live, new)
    if not force:
        _check(changes, given, manager)
    left = take(given, changes.changed, but_from=manager)
    if changes.changed or left != managers:
        left = give(left, manager, Owned(wanted, apply.now))
    return Applied(new, left)


def _prune(part: Part, merged: JsonObject, last: FieldSet, owned: FieldSet) -> JsonObject:
    """Take out what this manager applied before, does not apply now, and nobody else owns."""
    last = with_parents(last)
    pruned = remove(part, merged, last)
    all_fields = with_parents(field_set(part, merged))
    kept = with_parents(field_set(part, pruned))
    pruned = remove(part, merged, all_fields - (kept | with_parents(owned)))
    kept = with_parents(field_set(part, pruned))
    left: JsonObject = remove(part, merged, (all_fields - kept) & last)
    return left


def _check(changes: Differences, managers: Managers, manager: Manager) -> None:
    conflicts = [
        Conflict(each, path)
        for each, owned in managers.items()
        if each != manager
        for path in owned.fields & changes.written
    ]
    if conflicts:
        raise ApplyConflict(conflicts)


def _refuse_other_than(conflict: ApplyConflict, allowed: FieldSet) -> None:
    refused = [each for each in conflict.conflicts if each.path not in allowed]
    if refused:
        raise ApplyConflict(refused)


def _taken_over(apply: Apply, live: JsonObject) -> FieldSet:
    """What client-side apply wrote and nobody changed since: kubectl may simply have it."""
    last = _last_applied(live)
    if apply.manager.name != KUBECTL or not isinstance(last, dict):
        return NOTHING
    try:
        fields = field_set(apply.kind.part, last)
        return fields - compare(apply.kind.part, last, live).changed
    except (AttributeError, TypeError):  # the annotation is whatever somebody wrote into it
        return NOTHING


def _last_applied(obj: JsonObject) -> Any:
    written = (obj["metadata"].get("annotations") or {}).get(LAST_APPLIED)
    try:
        return json.loads(written) if written else None
    except (ValueError, RecursionError):
        return None


def _with_last_applied(apply: Apply, obj: JsonObject) -> JsonObject:
    """The annotation that client-side apply would have left, where it already is one."""
    annotations = obj["metadata"].get("annotations") or {}
    if apply.manager.name != KUBECTL or LAST_APPLIED not in annotations:
        return obj
    metadata = {**apply.config.get("metadata", {})}
    mine = {k: v for k, v in metadata.pop("annotations", {}).items() if k != LAST_APPLIED}
    metadata |= {"annotations": mine} if mine else {}
    written = json.dumps(
        {**apply.config, "metadata": metadata}, sort_keys=True, separators=(",", ":")
    )
    annotations = {**annotations, LAST_APPLIED: f"{written}\n"}
    return {**obj, "metadata": {**obj["metadata"], "annotations": annotations}}
